package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a directory, or of a single file, kept up to date.
 *
 * <p>Each statement takes one {@link #snapshot()} and asks that. Any thread may call. Holds no native resource of its own: files
 * are opened in the pool, which belongs to somebody else and has to outlive the catalog.
 */
public final class Catalog {
    /** For hits, a look at the directory serves for this many times its own duration, up to the maximum. */
    private static final int REST_PER_LOOK = 10;

    private static final long MOST_REST_NANOS = Duration.ofMillis(100).toNanos();

    private final CatalogRoot root;
    private final CatalogOptions options;
    private final SnapshotAssembly assembly;
    private @Nullable CatalogSnapshot current;
    private long lookedNanos;
    private long restNanos;

    private Catalog(CatalogRoot root, CatalogOptions options, SnapshotAssembly assembly) {
        this.root = root;
        this.options = options;
        this.assembly = assembly;
    }

    /**
     * Opens a directory or a single file, and lists it.
     *
     * @throws DataException if there is nothing at the path, it may not be read, a single file is of no known format, or a definition
     *     names a path outside
     */
    public static Catalog open(Path path, CatalogOptions options, FilePool pool) {
        return open(path, options, pool, FormatReaders.standard());
    }

    /** As {@link #open(Path, CatalogOptions, FilePool)}, with other readers. */
    public static Catalog open(Path path, CatalogOptions options, FilePool pool, FormatReaders readers) {
        return open(path, options, pool, readers, Runnable::run);
    }

    /** As the others, with threads to look at the files of a table of many with. */
    public static Catalog open(
            Path path, CatalogOptions options, FilePool pool, FormatReaders readers, Executor executor) {
        CatalogRoot root = CatalogRoot.of(path);
        SnapshotAssembly assembly = new SnapshotAssembly(root, options, pool, readers, executor);
        assembly.requireFormat();
        Catalog catalog = new Catalog(root, options, assembly);
        assembly.follow(catalog::recent, catalog::snapshot);
        catalog.refresh();
        return catalog;
    }

    /**
     * The path without links, which tells whether two paths lead to the same directory.
     *
     * @throws DataException if there is nothing at the path
     */
    public static Path realPath(Path path) {
        return CatalogRoot.realPath(path.toAbsolutePath());
    }

    /** The directory or file, as it was named, absolute. */
    public Path root() {
        return root.named();
    }

    public CatalogOptions options() {
        return options;
    }

    /**
     * The tables as they are now: folders that changed are listed again first, if {@link CatalogOptions#refreshInterval()} has
     * passed since that was done last. Costs one look at the status of each folder; the same object as before means that nothing
     * changed.
     *
     * @throws DataException if the directory is gone or cannot be read any more
     */
    public synchronized CatalogSnapshot snapshot() {
        CatalogSnapshot snapshot = current;
        Duration interval = options.refreshInterval();
        boolean due = interval != null && System.nanoTime() - lookedNanos >= interval.toNanos();
        return snapshot == null || due ? look() : snapshot;
    }

    /** The tables as they are now, whatever the refresh interval; throws like {@link #snapshot()}. */
    public synchronized CatalogSnapshot refresh() {
        return look();
    }

    /** The tables of the present snapshot. */
    public List<CatalogTable> tables() {
        return snapshot().tables();
    }

    /**
     * The table of that name or path, or null. For those who ask many times without a snapshot of their own: a table that is there
     * may come from a look at the directory of up to 100 ms ago (ten times what the look took); before a name is said to mean
     * nothing, the directory is looked at again, as often as {@link #snapshot()} does.
     *
     * @throws DataException if several files would answer to that name
     */
    public @Nullable CatalogTable find(String name) {
        CatalogTable table = recent().find(name);
        return table != null ? table : snapshot().find(name);
    }

    private synchronized CatalogSnapshot recent() {
        CatalogSnapshot snapshot = current;
        return snapshot == null || System.nanoTime() - lookedNanos >= restNanos ? snapshot() : snapshot;
    }

    private CatalogSnapshot look() {
        long startNanos = System.nanoTime();
        CatalogSnapshot snapshot = assembly.update();
        lookedNanos = System.nanoTime();
        restNanos = Math.min(MOST_REST_NANOS, REST_PER_LOOK * (lookedNanos - startNanos));
        current = snapshot;
        return snapshot;
    }
}
