package io.gpuquery.calcite.tpch;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Writes TPC-H tables as files, one per table and named after it. The directory is created where it is missing. */
public final class TpchFiles {
    private TpchFiles() {}

    /** Writes {@code <table>.csv} by RFC 4180: header, commas, CRLF, quotes only where they are needed. */
    public static void writeCsv(TpchData data, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (TpchData.Table table : data.tables()) {
            try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(table.name() + ".csv"))) {
                out.write(table.columns().stream()
                        .map(TpchData.Column::name)
                        .collect(Collectors.joining(",", "", "\r\n")));
                for (Object[] row : table.rows()) {
                    for (int i = 0; i < row.length; i++) {
                        out.write(csvField(row[i].toString()));
                        out.write(i < row.length - 1 ? "," : "\r\n");
                    }
                }
            }
        }
    }

    private static String csvField(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Writes {@code <table>.ndjson}: one object a line; numbers as JSON numbers, dates as {@code "1995-03-15"}. */
    public static void writeNdjson(TpchData data, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (TpchData.Table table : data.tables()) {
            List<String> keys = table.columns().stream()
                    .map(c -> jsonString(c.name()) + ":")
                    .toList();
            try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(table.name() + ".ndjson"))) {
                for (Object[] row : table.rows()) {
                    for (int i = 0; i < row.length; i++) {
                        out.write(i == 0 ? "{" : ",");
                        out.write(keys.get(i));
                        out.write(row[i] instanceof Number ? row[i].toString() : jsonString(row[i].toString()));
                    }
                    out.write("}\n");
                }
            }
        }
    }

    private static String jsonString(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /**
     * Writes {@code <table>.parquet} by DuckDB, from CSV files that {@link #writeCsv} wrote, with the declared types.
     *
     * @param options more options of DuckDB's COPY, for example {@code "COMPRESSION zstd"}; empty: DuckDB's defaults
     *     (SNAPPY, row groups of 122,880 rows)
     */
    public static void writeParquet(TpchData data, Path csvDirectory, Path directory, String options)
            throws IOException, SQLException {
        Files.createDirectories(directory);
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            for (TpchData.Table table : data.tables()) {
                statement.execute("COPY (FROM " + csvRelation(table, csvDirectory) + ") TO "
                        + sqlString(directory.resolve(table.name() + ".parquet")) + " (FORMAT parquet"
                        + (options.isEmpty() ? "" : ", " + options) + ")");
            }
        }
    }

    /** DuckDB's table function that reads {@code table}'s CSV file with its declared types. */
    static String csvRelation(TpchData.Table table, Path csvDirectory) {
        String columns = table.columns().stream()
                .map(c -> "'" + c.name() + "': '" + c.type().sql() + "'")
                .collect(Collectors.joining(", ", "{", "}"));
        return "read_csv(" + sqlString(csvDirectory.resolve(table.name() + ".csv"))
                + ", header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = " + columns
                + ")";
    }

    private static String sqlString(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
