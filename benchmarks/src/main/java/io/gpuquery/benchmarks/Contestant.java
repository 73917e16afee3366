package io.gpuquery.benchmarks;

import io.gpuquery.engine.ColumnStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Somebody who answers SQL over files through JDBC. */
enum Contestant {
    GPU_QUERY("gpu-query") {
        @Override
        Connection open(LineItems files, String format) throws SQLException {
            return openFolder(files.folder(format));
        }

        @Override
        Connection openFolder(Path folder) throws SQLException {
            return DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
        }

        @Override
        void forget() {
            ColumnStore.ofProcess().clear();
        }
    },
    DUCKDB("DuckDB") {
        @Override
        Connection open(LineItems files, String format) throws SQLException {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:");
            view(connection, files.file(format));
            return connection;
        }

        @Override
        Connection openFolder(Path folder) throws SQLException {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:");
            String[] names = folder.toFile().list();
            if (names != null) {
                for (String name : names) {
                    view(connection, folder.resolve(name));
                }
            }
            return connection;
        }

        private void view(Connection connection, Path file) throws SQLException {
            String name = String.valueOf(file.getFileName());
            try (Statement statement = connection.createStatement()) {
                statement.execute("set threads to " + Runtime.getRuntime().availableProcessors());
                statement.execute(
                        "create view \"" + name.substring(0, name.indexOf('.')) + "\" as select * from '" + file + "'");
            }
        }
    },
    CALCITE_FILE("Calcite's file adapter") {
        @Override
        Connection open(LineItems files, String format) throws SQLException {
            return openFolder(files.folder(
                    switch (format) {
                        case "csv" -> "typed";
                        case "ndjson" -> "array";
                        default -> throw new IllegalArgumentException(format);
                    }));
        }

        @Override
        Connection openFolder(Path folder) throws SQLException {
            String model = "{version: '1.0', defaultSchema: 'F', schemas: [{name: 'F', type: 'custom',"
                    + " factory: 'org.apache.calcite.adapter.file.FileSchemaFactory', operand: {directory: '" + folder
                    + "'}}]}";
            return DriverManager.getConnection("jdbc:calcite:caseSensitive=false;model=inline:" + model);
        }

        @Override
        boolean reads(String format) {
            return !format.equals("parquet");
        }
    };

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** A new connection in which {@code lineitem} is the file of that format. */
    abstract Connection open(LineItems files, String format) throws SQLException;

    /** A new connection in which every file of the folder is a table. */
    abstract Connection openFolder(Path folder) throws SQLException;

    boolean reads(String format) {
        return true;
    }

    /** Drops what is kept of files between statements, where there is a way to. */
    void forget() {}
}
