package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.TypedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every kind of expression, computed by our operators and by Calcite's code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorExpressionsTest {
    private Connection connection;

    @BeforeAll
    void connect(@TempDir Path directory) throws IOException, SQLException {
        connection = DriverManager.getConnection(
                "jdbc:gpuquery:model=" + TypedTable.random(200, 3).write(directory));
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/operator-expressions.csv", delimiter = ';', quoteCharacter = '`')
    void isComputedByOurOperatorsAsCalciteDoes(String expression) throws SQLException {
        String sql = "SELECT row_no, " + expression + " FROM typed";
        OperatorComparison.assertAllOurs(connection, sql);
        assertThat(OperatorComparison.plan(connection, sql)).doesNotContain("fallbacks");
        OperatorComparison.assertSameOrderedRows(connection, sql);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/fallback-expressions.csv", delimiter = ';', quoteCharacter = '`')
    void isComputedByCalcitesCodeWithinOurOperators(String expression) throws SQLException {
        String sql = "SELECT row_no, " + expression + " FROM typed";
        OperatorComparison.assertAllOurs(connection, sql);
        assertThat(OperatorComparison.plan(connection, sql)).contains("fallbacks");
        OperatorComparison.assertSameOrderedRows(connection, sql);
    }
}
