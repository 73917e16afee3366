package io.gpuquery.catalog;

import io.gpuquery.parts.PartFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as one look at the directory found it: a table, or a part of one.
 *
 * @param relativePath its path below the root, joined by {@code /}
 * @param file what is known of it, over all looks
 * @param sizeBytes its size then
 */
record TablePart(String relativePath, TableFile file, long sizeBytes) implements PartFile {
    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public Map<String, @Nullable String> keys() {
        return PartitionPath.keys(relativePath);
    }
}
