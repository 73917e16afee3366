package io.gpuquery.calcite.tpch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * DuckDB's answers to the TPC-H queries at a scale factor.
 *
 * <p>One instance per scale factor and process; its tables are read once, from CSV with the declared types, and every
 * answer is computed once. Safe for use by several threads.
 */
public final class TpchOracle {
    private static final Map<Double, TpchOracle> INSTANCES = new ConcurrentHashMap<>();

    private final Connection duckDb;
    private final Map<String, ResultRows> answers = new ConcurrentHashMap<>();

    private TpchOracle(Connection duckDb) {
        this.duckDb = duckDb;
    }

    /** The oracle for {@code scaleFactor}. */
    public static TpchOracle at(double scaleFactor) {
        return INSTANCES.computeIfAbsent(scaleFactor, TpchOracle::load);
    }

    private static TpchOracle load(double scaleFactor) {
        try {
            TpchData data = TpchData.at(scaleFactor);
            Path directory = Files.createTempDirectory("tpch-oracle");
            try {
                TpchFiles.writeCsv(data, directory);
                Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                try (Statement statement = duckDb.createStatement()) {
                    for (TpchData.Table table : data.tables()) {
                        statement.execute(
                                "CREATE TABLE " + table.name() + " AS FROM " + TpchFiles.csvRelation(table, directory));
                    }
                }
                return new TpchOracle(duckDb);
            } finally {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** DuckDB's rows for a query of {@link TpchQueries}. */
    public ResultRows answer(String name) {
        return answers.computeIfAbsent(name, n -> query(TpchQueries.sql(n)));
    }

    /** DuckDB's rows for any query over the eight tables. */
    public ResultRows query(String sql) {
        synchronized (duckDb) {
            try (Statement statement = duckDb.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                return ResultRows.of(rows);
            } catch (SQLException e) {
                throw new IllegalStateException("DuckDB refuses: " + sql, e);
            }
        }
    }
}
