package io.gpuquery.benchmarks;

import io.gpuquery.engine.ColumnStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Who takes part in a workload, each in a process of its own. */
enum Competitor {
    GPU_QUERY("gpu-query") {
        @Override
        Connection open(Path data) throws SQLException {
            return DriverManager.getConnection("jdbc:gpuquery:directory=" + data.resolve("parquet"));
        }

        @Override
        void forget() {
            ColumnStore.ofProcess().clear();
        }
    },
    PLAIN_CALCITE("gpu-query through jdbc:calcite:") {
        @Override
        Connection open(Path data) throws SQLException {
            return DriverManager.getConnection("jdbc:calcite:caseSensitive=false;unquotedCasing=UNCHANGED;"
                    + "typeSystem=io.gpuquery.calcite.schema.GpuQueryTypeSystem;model=inline:"
                    + model("io.gpuquery.calcite.schema.DirectorySchemaFactory", data.resolve("parquet")));
        }

        @Override
        void forget() {
            ColumnStore.ofProcess().clear();
        }
    },
    DUCKDB("DuckDB over Parquet") {
        @Override
        Connection open(Path data) throws SQLException, IOException {
            return duckdb(data, "view");
        }
    },
    DUCKDB_MEMORY("DuckDB in memory") {
        @Override
        Connection open(Path data) throws SQLException, IOException {
            return duckdb(data, "table");
        }
    },
    CALCITE_FILE("Calcite's file adapter over CSV") {
        @Override
        Connection open(Path data) throws SQLException {
            return DriverManager.getConnection("jdbc:calcite:caseSensitive=false;model=inline:"
                    + model("org.apache.calcite.adapter.file.FileSchemaFactory", data.resolve("csv")));
        }
    };

    private final String title;

    Competitor(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** A connection in which each file of the folder's {@code parquet} or {@code csv} is a table. */
    abstract Connection open(Path data) throws SQLException, IOException;

    /** Drops what is kept of files between statements, where there is a way to. */
    void forget() {}

    private static String model(String factory, Path folder) {
        return "{version: '1.0', defaultSchema: 'F', schemas: [{name: 'F', type: 'custom', factory: '" + factory
                + "', operand: {directory: '" + folder + "'}}]}";
    }

    private static Connection duckdb(Path data, String kind) throws SQLException, IOException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        List<Path> files;
        try (Stream<Path> all = Files.list(data.resolve("parquet"))) {
            files = all.sorted().toList();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("set threads to " + Runtime.getRuntime().availableProcessors());
            for (Path file : files) {
                String table = String.valueOf(file.getFileName()).replaceFirst("\\..*", "");
                statement.execute("create " + kind + " " + table + " as select * from '" + file + "'");
            }
        }
        return connection;
    }
}
