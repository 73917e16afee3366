package io.gpuquery.calcite.tpch;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All queries of TPC-H through some JDBC connection, compared with DuckDB's rows.
 *
 * <p>A subclass gives a connection in which the eight tables have their names ({@code lineitem}) without a schema, and
 * closes it when its tests are done. Column types may be wider than declared (DOUBLE for DECIMAL): see
 * {@link ResultComparison}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TpchSuite {
    /** Some 60,000 line items. */
    protected static final double SCALE_FACTOR = 0.01;

    /** The connection to run the queries on; called once per query. */
    protected abstract Connection connection() throws SQLException;

    /** The scale factor of the tables behind {@link #connection()}. */
    protected double scaleFactor() {
        return SCALE_FACTOR;
    }

    static List<String> queries() {
        return TpchQueries.names();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void givesTheRowsThatDuckDbGives(String query) throws SQLException {
        assertRowsOfDuckDb(connection(), query, scaleFactor());
    }

    /** Fails unless a query gives the rows that DuckDB gives at the scale factor. */
    static void assertRowsOfDuckDb(Connection connection, String query, double scaleFactor) throws SQLException {
        ResultRows actual;
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(TpchQueries.sql(query))) {
            actual = ResultRows.of(results);
        }
        ResultRows expected = TpchOracle.at(scaleFactor).answer(query);
        if (TpchQueries.isOrdered(query)) {
            ResultComparison.assertSameOrderedRows(actual, expected);
        } else {
            ResultComparison.assertSameRows(actual, expected);
        }
    }
}
