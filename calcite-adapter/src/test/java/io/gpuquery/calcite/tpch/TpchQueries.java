package io.gpuquery.calcite.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** The 22 queries of TPC-H with the specification's validation parameters, in one text for Calcite and DuckDB. */
public final class TpchQueries {
    private TpchQueries() {}

    /** The queries' names, {@code q01} to {@code q22}. */
    public static List<String> names() {
        return IntStream.rangeClosed(1, 22)
                .mapToObj(number -> String.format("q%02d", number))
                .toList();
    }

    /** The text of a query, without a semicolon at its end. */
    public static String sql(String name) {
        String resource = "/tpch/" + name + ".sql";
        try (InputStream in = TpchQueries.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("No such query: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the query's rows come in an order of its own; all but those with a single row do. */
    public static boolean isOrdered(String name) {
        return sql(name).contains("\norder by ");
    }
}
