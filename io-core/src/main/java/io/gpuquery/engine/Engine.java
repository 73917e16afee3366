package io.gpuquery.engine;

import io.gpuquery.catalog.Catalog;
import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.FormatReaders;
import io.gpuquery.memory.Closing;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.NativeAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all connections to one directory share. There is one for each directory (without links) and {@link CatalogOptions} in a
 * process, for as long as somebody refers to it and some seconds longer, so that a connection for each statement costs no more than
 * one for all.
 *
 * <p>Any thread may call. Files, threads and memory belong to the process; an engine holds no native resource of its own.
 */
public final class Engine {
    private static final Duration IDLE_TIME = Duration.ofSeconds(10);

    /** The registry, guarded by itself. */
    private static final Map<Key, Engine> ENGINES = new HashMap<>();

    /** Guarded by the registry. */
    private static @Nullable Future<?> expiry;

    private final Key key;
    private final Object opening = new Object();
    private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();
    private volatile @Nullable Catalog catalog;

    /** Guarded by the registry, like the next. */
    private int references;

    private long idleSinceNanos;

    private record Key(Path root, CatalogOptions options, FormatReaders readers) {}

    private Engine(Key key) {
        this.key = key;
    }

    /**
     * A reference to the engine of a directory or of a single file, to be closed by the caller.
     *
     * @throws io.gpuquery.error.DataException if there is nothing at the path, it may not be read, a single file is of no known
     *     format, or a definition names a path outside
     */
    public static EngineReference acquire(Path root, EngineOptions options) {
        return acquire(root, options, FormatReaders.standard());
    }

    /** As {@link #acquire(Path, EngineOptions)}, with other readers; engines are not shared between different ones. */
    public static EngineReference acquire(Path root, EngineOptions options, FormatReaders readers) {
        Key key = new Key(Catalog.realPath(root), options.catalog(), readers);
        Engine engine;
        synchronized (ENGINES) {
            engine = ENGINES.computeIfAbsent(key, Engine::new);
            engine.references++;
        }
        try {
            return new EngineReference(
                    engine, engine.open(root), WorkerThreads.atLeast(options.threads()), options.limits());
        } catch (RuntimeException | Error e) {
            engine.release();
            throw e;
        }
    }

    /** How many engines there are, idle ones included. */
    public static int count() {
        synchronized (ENGINES) {
            return ENGINES.size();
        }
    }

    /** Drops engines that nobody refers to now instead of some seconds later; without any engine left, idle files too. */
    public static void dropIdle() {
        dropIdleFor(0);
    }

    /**
     * Gives back what a process keeps for this library, apart from what the JDBC driver manager has: for a container that is about to
     * drop the class loader that it was loaded by. Everything of it has to be closed before, and nothing works afterwards.
     */
    public static void unload() {
        dropIdle();
        WorkerThreads.shutdown();
        FilePool.shared().close();
        NativeAccess.unbind();
    }

    private static void dropIdleFor(long nanos) {
        boolean none;
        List<Engine> dropped = new ArrayList<>();
        synchronized (ENGINES) {
            long now = System.nanoTime();
            ENGINES.values().removeIf(engine -> {
                boolean idle = engine.isIdle() && now - engine.idleSinceNanos >= nanos;
                if (idle) {
                    dropped.add(engine);
                }
                return idle;
            });
            none = ENGINES.isEmpty();
            if (none && expiry != null) {
                expiry.cancel(false);
                expiry = null;
            }
        }
        dropped.forEach(Engine::closeCompanions);
        if (none) {
            ColumnStore.ofProcess().clear();
            FilePool.shared().evictIdle();
        }
    }

    /** Guarded by the registry. */
    private boolean isIdle() {
        return references == 0;
    }

    private static void expire() {
        synchronized (ENGINES) {
            expiry = null;
        }
        dropIdleFor(IDLE_TIME.toNanos());
        synchronized (ENGINES) {
            if (ENGINES.values().stream().anyMatch(Engine::isIdle)) {
                scheduleExpiry();
            }
        }
    }

    /** One task for all idle engines. Guarded by the registry. */
    private static void scheduleExpiry() {
        if (expiry == null) {
            expiry = WorkerThreads.runAfter(IDLE_TIME, Engine::expire);
        }
    }

    private Catalog open(Path named) {
        Catalog opened = catalog;
        if (opened == null) {
            synchronized (opening) {
                opened = catalog;
                if (opened == null) {
                    opened = Catalog.open(
                            named, key.options(), FilePool.shared(), key.readers(), WorkerThreads.executor());
                    catalog = opened;
                }
            }
        }
        return opened;
    }

    /** See {@link EngineReference#companion}. */
    <T> T companion(Class<T> type, Supplier<T> maker) {
        return type.cast(companions.computeIfAbsent(type, each -> maker.get()));
    }

    /** Those that have something to close; nobody refers to this any more. */
    private void closeCompanions() {
        List<AutoCloseable> open = new ArrayList<>();
        for (Object companion : companions.values()) {
            if (companion instanceof AutoCloseable closeable) {
                open.add(closeable);
            }
        }
        Closing.all(open);
    }

    /** Ends one reference. */
    void release() {
        synchronized (ENGINES) {
            references--;
            if (references > 0) {
                return;
            }
            if (catalog == null) {
                // It never opened.
                ENGINES.remove(key, this);
                return;
            }
            idleSinceNanos = System.nanoTime();
            scheduleExpiry();
        }
    }
}
