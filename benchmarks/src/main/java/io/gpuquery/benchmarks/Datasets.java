package io.gpuquery.benchmarks;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generated folders of tables, as Parquet, and as CSV with types in the header, which is what Calcite's file adapter reads. Both
 * are written by DuckDB from the same rows; the rows are always the same ones.
 */
final class Datasets {
    private final Path parent;

    Datasets(Path parent) {
        this.parent = parent;
    }

    /** Writes into a folder. */
    private interface Writing {
        void into(Path folder) throws IOException, SQLException;
    }

    /** A folder with {@code parquet} and {@code csv} below it: the tables of TPC-H. */
    Path tpch(double scaleFactor) throws IOException, SQLException {
        return once("tpch-sf" + scaleFactor, folder -> {
            for (TpchTable<?> table : TpchTable.getTables()) {
                writeTpch(folder, table, scaleFactor);
            }
        });
    }

    /** The same with one wide table {@code events}: keys, texts of few and of many values, numbers, dates, nulls. */
    Path dashboard(long rowCount) throws IOException, SQLException {
        return once("dashboard-" + rowCount, folder -> {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute(Workload.resource("events.sql").replace("${rows}", Long.toString(rowCount)));
                copy(statement, "events", folder);
            }
        });
    }

    private static <E extends TpchEntity> void writeTpch(Path folder, TpchTable<E> table, double scaleFactor)
            throws IOException, SQLException {
        Path raw = folder.resolve(table.getTableName() + ".tbl");
        try (BufferedWriter out = Files.newBufferedWriter(raw)) {
            for (E row : table.createGenerator(scaleFactor, 1, 1)) {
                out.write(row.toLine());
                out.write('\n');
            }
        }
        String columns = table.getColumns().stream()
                .map(column -> column.getColumnName() + " " + type(column))
                .collect(Collectors.joining(", "));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("create table " + table.getTableName() + " (" + columns + ")");
            statement.execute(
                    "copy " + table.getTableName() + " from '" + raw + "' (delimiter '|', header false, quote '')");
            copy(statement, table.getTableName(), folder);
        }
        Files.delete(raw);
    }

    private static String type(TpchColumn<?> column) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> "bigint not null";
            case INTEGER -> "integer not null";
            case DOUBLE -> "decimal(15,2) not null";
            case DATE -> "date not null";
            case VARCHAR -> "varchar not null";
        };
    }

    private static void copy(Statement statement, String table, Path folder) throws SQLException, IOException {
        statement.execute("copy " + table + " to '" + folder.resolve("parquet/" + table + ".parquet")
                + "' (format parquet, compression snappy)");
        StringBuilder header = new StringBuilder();
        try (ResultSet columns = statement.executeQuery("select * from " + table + " limit 0")) {
            for (int i = 1; i <= columns.getMetaData().getColumnCount(); i++) {
                header.append(i == 1 ? "" : ",")
                        .append(columns.getMetaData().getColumnName(i).toUpperCase(Locale.ROOT))
                        .append(':')
                        .append(calcitesType(columns.getMetaData().getColumnTypeName(i)));
            }
        }
        Path rows = folder.resolve(table + ".rows");
        statement.execute("copy " + table + " to '" + rows + "' (header false)");
        try (OutputStream out = Files.newOutputStream(folder.resolve("csv/" + table + ".csv"))) {
            out.write((header + "\n").getBytes(StandardCharsets.UTF_8));
            Files.copy(rows, out);
        }
        Files.delete(rows);
    }

    private static String calcitesType(String type) {
        return switch (type.replaceFirst("\\(.*", "")) {
            case "BIGINT" -> "long";
            case "INTEGER" -> "int";
            case "DATE" -> "date";
            case "VARCHAR" -> "string";
            // It cannot read a header in which a type has a comma.
            case "DOUBLE", "DECIMAL" -> "double";
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** Makes a folder unless it is there; one that was not finished has another name. */
    private Path once(String name, Writing writing) throws IOException, SQLException {
        Path folder = parent.resolve(name);
        if (Files.exists(folder)) {
            return folder;
        }
        System.err.println("generating " + folder);
        Path unfinished = parent.resolve("unfinished-" + ProcessHandle.current().pid());
        delete(unfinished);
        for (String format : List.of("parquet", "csv")) {
            Files.createDirectories(unfinished.resolve(format));
        }
        writing.into(unfinished);
        return Files.move(unfinished, folder);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
