package io.gpuquery.calcite.jdbc;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Statements that write: what to say to them. */
final class ReadOnly {
    private static final String HINT = "Files are written by other programs, and the next statement sees them."
            + " To keep the rows of a query in a file, run it in the shell with --outputformat=csv and > FILE.csv,"
            + " or between !record FILE and !record.";

    /** First words of statements that the parser does not know, since all of them write. */
    private static final List<String> WORDS = List.of(
            "ALTER",
            "ANALYZE",
            "COMMENT",
            "COPY",
            "CREATE",
            "DROP",
            "EXPORT",
            "GRANT",
            "IMPORT",
            "LOAD",
            "RENAME",
            "REPLACE",
            "REVOKE",
            "TRUNCATE",
            "VACUUM");

    private ReadOnly() {}

    /** The refusal of a statement, by its first word. */
    static DataException refusal(String word) {
        return new DataException(
                word + " is not possible: files are only read",
                Location.none(),
                HINT,
                new UnsupportedOperationException(word));
    }

    /** The refusal of a text that the parser does not take for a statement; null if it may be meant for a query. */
    static @Nullable DataException refusalOf(@Nullable String sql) {
        String word = sql == null ? "" : sql.strip().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
        return WORDS.contains(word) ? refusal(word) : null;
    }
}
