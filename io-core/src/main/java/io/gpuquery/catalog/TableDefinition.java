package io.gpuquery.catalog;

import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import org.jspecify.annotations.Nullable;

/**
 * A table that the user names explicitly.
 *
 * @param name its name, whatever the file is called; unique among definitions without regard to case
 * @param path the file: relative to the directory of the catalog, or absolute, and in both cases inside it
 * @param format the format; null: found out
 * @param options how the file is read
 */
public record TableDefinition(
        String name, String path, @Nullable FileFormat format, ReadOptions options) {
    public TableDefinition {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a table definition has no name");
        }
        if (path.isBlank()) {
            throw new IllegalArgumentException("the definition of table " + name + " has no path");
        }
    }
}
