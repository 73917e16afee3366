package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.table.WriteRefusal;
import io.gpuquery.error.DataException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Statements that write, told from their text. */
final class ReadOnly {
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

    /** The refusal of a text that the parser does not take for a statement; null if it may be meant for a query. */
    static @Nullable DataException refusalOf(@Nullable String sql) {
        String word = sql == null ? "" : sql.strip().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
        return WORDS.contains(word) ? WriteRefusal.of(word) : null;
    }
}
