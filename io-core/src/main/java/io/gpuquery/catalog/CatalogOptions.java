package io.gpuquery.catalog;

import io.gpuquery.scan.ReadOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a user may say about a directory. Immutable; equal options mean the same tables.
 *
 * @param readOptions how files are read where no definition says otherwise
 * @param definitions explicit tables, which override what is found
 * @param maxFiles most entries (files, folders, links) that are looked at before the listing gives up with an error
 * @param followLinks whether symbolic links that leave the directory are followed
 * @param refreshInterval for how long a listing serves before the directory is looked at again: zero for every statement, null for
 *     ever
 * @param maxDecompressedBytes most bytes that a compressed file may become
 */
public record CatalogOptions(
        ReadOptions readOptions,
        List<TableDefinition> definitions,
        int maxFiles,
        boolean followLinks,
        @Nullable Duration refreshInterval,
        long maxDecompressedBytes) {
    /** Most entries unless the user says otherwise. */
    public static final int DEFAULT_MAX_FILES = 500_000;

    /** Most bytes that a compressed file becomes unless the user says otherwise: 16 GiB. */
    public static final long DEFAULT_MAX_DECOMPRESSED_BYTES = 16L << 30;

    /** Nothing said: links that leave are not followed, and every statement sees what is there. */
    public static final CatalogOptions DEFAULT = new CatalogOptions(
            ReadOptions.DEFAULT, List.of(), DEFAULT_MAX_FILES, false, Duration.ZERO, DEFAULT_MAX_DECOMPRESSED_BYTES);

    public CatalogOptions {
        Objects.requireNonNull(readOptions, "readOptions");
        definitions = List.copyOf(definitions);
        if (maxFiles < 1) {
            throw new IllegalArgumentException("maxFiles is " + maxFiles);
        }
        if (maxDecompressedBytes < 1) {
            throw new IllegalArgumentException("maxDecompressedBytes is " + maxDecompressedBytes);
        }
        if (refreshInterval != null && refreshInterval.isNegative()) {
            throw new IllegalArgumentException("refreshInterval is " + refreshInterval);
        }
    }

    public CatalogOptions withReadOptions(ReadOptions newReadOptions) {
        return new CatalogOptions(
                newReadOptions, definitions, maxFiles, followLinks, refreshInterval, maxDecompressedBytes);
    }

    public CatalogOptions withDefinitions(List<TableDefinition> newDefinitions) {
        return new CatalogOptions(
                readOptions, newDefinitions, maxFiles, followLinks, refreshInterval, maxDecompressedBytes);
    }

    public CatalogOptions withMaxFiles(int newMaxFiles) {
        return new CatalogOptions(
                readOptions, definitions, newMaxFiles, followLinks, refreshInterval, maxDecompressedBytes);
    }

    public CatalogOptions withFollowLinks(boolean newFollowLinks) {
        return new CatalogOptions(
                readOptions, definitions, maxFiles, newFollowLinks, refreshInterval, maxDecompressedBytes);
    }

    public CatalogOptions withRefreshInterval(@Nullable Duration newRefreshInterval) {
        return new CatalogOptions(
                readOptions, definitions, maxFiles, followLinks, newRefreshInterval, maxDecompressedBytes);
    }

    public CatalogOptions withMaxDecompressedBytes(long newMaxDecompressedBytes) {
        return new CatalogOptions(
                readOptions, definitions, maxFiles, followLinks, refreshInterval, newMaxDecompressedBytes);
    }
}
