package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What may be opened, and how much of it: files below the root, also when somebody has put a link in their place since they were listed.
 *
 * @param root the directory or file
 * @param followLinks whether links that leave it are followed
 * @param maxDecompressedBytes most bytes that a compressed one may become
 */
record Confinement(CatalogRoot root, boolean followLinks, long maxDecompressedBytes) {
    /**
     * Looks where a path leads now.
     *
     * @throws DataException if it leads out
     */
    void check(Path path) {
        if (followLinks) {
            return;
        }
        boolean inside;
        try {
            inside = root.contains(path.toRealPath());
        } catch (IOException e) {
            // It leads nowhere, or only part of the way; opening it says so better.
            inside = true;
        }
        if (!inside) {
            throw new DataException(
                    "The file is a link that leaves the directory by now",
                    Location.of(path),
                    "Links that leave are followed only when asked.");
        }
    }
}
