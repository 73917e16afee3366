package io.gpuquery.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements over the tables of one folder.
 *
 * @param name for headings and files
 * @param queries in the order in which they run
 */
record Workload(String name, List<Workload.Query> queries) {
    Workload {
        queries = List.copyOf(queries);
    }

    /** A statement that every contestant understands, without a semicolon. */
    record Query(String title, String sql) {}

    /** The 22 queries of TPC-H, {@code q01.sql} and so on in a folder. */
    static Workload tpch(Path folder) throws IOException {
        List<Query> queries = new ArrayList<>();
        for (int i = 1; i <= 22; i++) {
            String text = Files.readString(folder.resolve(String.format("q%02d.sql", i)));
            queries.add(new Query("Q" + i, text.strip()));
        }
        return new Workload("TPC-H", queries);
    }

    /** Twenty statements as dashboards send them, over one wide table: a title in a comment, the statement below it. */
    static Workload dashboard() throws IOException {
        List<Query> queries = new ArrayList<>();
        String[] lines = resource("dashboard.sql").split("\n");
        for (int i = 0; i + 1 < lines.length; i += 2) {
            queries.add(new Query(lines[i].substring(3), lines[i + 1]));
        }
        return new Workload("dashboard", queries);
    }

    /** A text beside this class. */
    static String resource(String name) throws IOException {
        try (InputStream in = Workload.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
