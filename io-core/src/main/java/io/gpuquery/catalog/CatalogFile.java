package io.gpuquery.catalog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What became of one entry of a directory.
 *
 * @param path the entry
 * @param relativePath the same below the directory of the catalog, its parts joined by {@code /}
 * @param status what became of it
 * @param table the name of the table that it is; null where it is none
 * @param sizeBytes size when the entry was listed; zero where it is not a file
 * @param reason why it is not a table, as a phrase; empty where it is one
 * @param hint what one can do about that, as a sentence; empty where it is one
 */
public record CatalogFile(
        Path path,
        String relativePath,
        Status status,
        @Nullable String table,
        long sizeBytes,
        String reason,
        String hint) {
    /** What can become of an entry. */
    public enum Status {
        /** It is a table, whether or not it turns out to be readable. */
        TABLE,
        /** It was looked at, or its name was, and it is not a table. */
        PASSED_OVER,
        /** The operating system did not let us look. */
        UNREADABLE
    }
}
