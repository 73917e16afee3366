package io.gpuquery.benchmarks;

import io.trino.tpch.LineItem;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * TPC-H's {@code lineitem} as CSV, NDJSON and Parquet, all written by DuckDB from the same rows, and what Calcite's file adapter
 * needs instead: a CSV file whose header names types, and one JSON array.
 */
final class LineItems {
    private static final String COLUMNS =
            "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber integer, l_quantity double,"
                    + " l_extendedprice double, l_discount double, l_tax double, l_returnflag varchar, l_linestatus varchar,"
                    + " l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct varchar, l_shipmode varchar,"
                    + " l_comment varchar";
    private static final String TYPED_HEADER =
            "L_ORDERKEY:long,L_PARTKEY:long,L_SUPPKEY:long,L_LINENUMBER:int,L_QUANTITY:double,L_EXTENDEDPRICE:double,"
                    + "L_DISCOUNT:double,L_TAX:double,L_RETURNFLAG:string,L_LINESTATUS:string,L_SHIPDATE:date,"
                    + "L_COMMITDATE:date,L_RECEIPTDATE:date,L_SHIPINSTRUCT:string,L_SHIPMODE:string,L_COMMENT:string\n";

    private final Path folder;

    private LineItems(Path folder) {
        this.folder = folder;
    }

    /** Writes the files, a folder for each format, unless they are there. */
    static LineItems in(Path parent, double scaleFactor) throws IOException, SQLException {
        Path folder = parent.resolve("lineitem-sf" + scaleFactor);
        LineItems files = new LineItems(folder);
        if (!Files.exists(folder)) {
            Path unfinished =
                    parent.resolve("unfinished-" + ProcessHandle.current().pid());
            Files.createDirectories(unfinished);
            new LineItems(unfinished).write(scaleFactor);
            Files.move(unfinished, folder);
        }
        return files;
    }

    /** The folder that holds the one file {@code lineitem} of a format. */
    Path folder(String format) {
        return folder.resolve(format);
    }

    Path file(String format) {
        return switch (format) {
            case "csv", "typed" -> folder(format).resolve("lineitem.csv");
            case "ndjson" -> folder(format).resolve("lineitem.ndjson");
            case "array" -> folder(format).resolve("lineitem.json");
            case "parquet" -> folder(format).resolve("lineitem.parquet");
            default -> throw new IllegalArgumentException(format);
        };
    }

    private void write(double scaleFactor) throws IOException, SQLException {
        Path raw = folder.resolve("lineitem.tbl");
        try (BufferedWriter out = Files.newBufferedWriter(raw)) {
            for (LineItem item : TpchTable.LINE_ITEM.createGenerator(scaleFactor, 1, 1)) {
                out.write(item.toLine());
                out.write('\n');
            }
        }
        for (String format : new String[] {"csv", "ndjson", "parquet", "typed", "array"}) {
            Files.createDirectories(folder(format));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("create table lineitem (" + COLUMNS + ")");
            statement.execute("copy lineitem from '" + raw + "' (delimiter '|', header false)");
            statement.execute("copy lineitem to '" + file("csv") + "' (header)");
            statement.execute("copy lineitem to '" + file("ndjson") + "' (format json)");
            statement.execute("copy lineitem to '" + file("parquet") + "' (format parquet)");
            statement.execute("copy lineitem to '" + file("typed") + "' (header false)");
            statement.execute("copy lineitem to '" + file("array") + "' (format json, array true)");
        }
        Files.delete(raw);
        Path untyped = file("typed");
        Path typed = folder.resolve("typed.csv");
        try (var out = Files.newOutputStream(typed)) {
            out.write(TYPED_HEADER.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Files.copy(untyped, out);
        }
        Files.move(typed, untyped, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
