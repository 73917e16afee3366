package io.gpuquery.engine;

import io.gpuquery.catalog.CatalogOptions;
import java.util.Objects;

/**
 * How a directory is opened. References with equal catalog options share an engine, whatever their number of threads.
 *
 * @param catalog what the tables are
 * @param threads most threads that one scan of this reference uses at a time; 0: as many as the machine has cores
 * @param limits what one statement of this reference may take
 */
public record EngineOptions(CatalogOptions catalog, int threads, QueryLimits limits) {
    /** Nothing said. */
    public static final EngineOptions DEFAULT = new EngineOptions(CatalogOptions.DEFAULT, 0, QueryLimits.DEFAULT);

    public EngineOptions {
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(limits, "limits");
        if (threads < 0) {
            throw new IllegalArgumentException("threads is " + threads);
        }
    }

    public EngineOptions withCatalog(CatalogOptions newCatalog) {
        return new EngineOptions(newCatalog, threads, limits);
    }

    public EngineOptions withThreads(int newThreads) {
        return new EngineOptions(catalog, newThreads, limits);
    }
}
