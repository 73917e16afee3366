package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Open files, kept and shared by their readers, and bounded in number.
 *
 * <p>A file that is opened again while its version is the same is not mapped again, whoever opens it. A file that was
 * replaced or changed gets a new mapping, and readers of the old one go on with theirs. Files that nobody reads are
 * kept until they have been idle for a while or room is needed; files that are read are never given up. Small files are
 * copied, because a mapping costs two of the VM regions that the system allows a process, some 65,000.
 *
 * <p>Any thread may call it. The pool owns what it keeps: {@link #close()} gives up everything that is idle, and what
 * is in use when its reader ends.
 */
public final class FilePool implements AutoCloseable {
    private final FilePoolOptions options;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idleFilesChanged = lock.newCondition();
    private final Map<PooledFile.Key, PooledFile> files = new HashMap<>();
    private final LinkedHashSet<PooledFile> idleMapped = new LinkedHashSet<>();
    private final LinkedHashSet<PooledFile> idleCopied = new LinkedHashSet<>();
    private int keptMappings;
    private long idleCopiedBytes;
    private @Nullable Thread expiry;
    private boolean closed;

    public FilePool(FilePoolOptions options) {
        this.options = options;
        this.idleNanos = options.idleTime().toNanos();
    }

    /**
     * The pool of the process, with {@link FilePoolOptions#defaults()}. It is never closed; {@link #evictIdle()}
     * empties it.
     */
    public static FilePool shared() {
        return Shared.POOL;
    }

    /**
     * The present version of a file, to be closed by the caller. A file that was written to within the last few
     * milliseconds is waited for, so that whatever is written to it later is bound to be noticed by {@link
     * FileContents#ensureUnchanged}.
     *
     * @throws DataException if there is no such file, it is not a regular file, it may not be read, or the system's
     *     limits are reached
     * @throws IllegalStateException if the pool is closed
     */
    public FileContents open(Path path) {
        return open(path, null);
    }

    /**
     * The same of what a rewriting makes of the present version: {@link FileContents#version()} is that of the file, and {@link
     * FileContents#sizeBytes()} what it became. It stays as it was made; whether the file has changed since, its version tells.
     *
     * @param rewriting what to make of the file; null: nothing
     * @throws DataException also if the file cannot be rewritten, or becomes too long
     */
    public FileContents open(Path path, @Nullable ContentRewriting rewriting) {
        try {
            return openOnce(path, rewriting);
        } catch (DataException e) {
            if (!(e.getCause() instanceof SystemLimitException) || evictIdle() == 0) {
                throw e;
            }
        }
        return openOnce(path, rewriting);
    }

    private FileContents openOnce(Path path, @Nullable ContentRewriting rewriting) {
        while (true) {
            long nowNanos = Clock.epochNanos();
            FileVersion version =
                    Stillness.await(path, () -> FileStatus.of(path).requireRegular(path));
            // The bytes of an unsettled version may differ from one moment to the next: a mapping shows that, a copy
            // does not.
            boolean copied = rewriting != null || version.sizeBytes() < options.smallFileBytes();
            boolean shareable = !copied || version.isSettled(nowNanos);
            PooledFile file = new PooledFile(version, rewriting);
            PooledFile joined = join(file, shareable);
            if (joined == file) {
                load(path, file, rewriting);
            } else if (joined.await() == null) {
                // Whoever loaded it has failed and has removed it: its failure may be its own.
                continue;
            }
            PooledFile.Content content = joined.content();
            boolean cacheable = content.isSettled(nowNanos);
            return new PooledContents(this, joined, path, cacheable);
        }
    }

    /** Counts a new reader of the kept file of the same version, or of the given one if there is none. */
    private PooledFile join(PooledFile file, boolean shareable) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the file pool is closed");
            }
            PooledFile present = shareable ? files.putIfAbsent(file.key(), file) : null;
            PooledFile joined = present == null ? file : present;
            leaveIdle(joined);
            joined.readers++;
            return joined;
        } finally {
            lock.unlock();
        }
    }

    private void load(Path path, PooledFile file, @Nullable ContentRewriting rewriting) {
        PooledFile.Content content = null;
        List<PooledFile> evicted = new ArrayList<>();
        try {
            content = rewriting == null
                    ? FileLoader.load(path, options)
                    : RewrittenContent.load(path, options, rewriting);
        } finally {
            lock.lock();
            try {
                boolean shared = files.remove(file.key(), file);
                if (content != null) {
                    keep(file, content, shared, evicted);
                }
            } finally {
                lock.unlock();
            }
            file.finishLoading(content);
            closeAll(evicted);
        }
    }

    /**
     * Keeps a file that was just loaded, if later readers may have it too: under the version that it turned out to be.
     */
    private void keep(PooledFile file, PooledFile.Content content, boolean shared, List<PooledFile> evicted) {
        file.version = content.version();
        boolean reusable = content instanceof PooledFile.Mapped || content.isSettled(0);
        if (shared && reusable && !closed && files.putIfAbsent(file.key(), file) == null) {
            if (content.isMapped()) {
                keptMappings++;
            }
            trim(evicted);
        }
    }

    /** Ends one reader's use. */
    void release(PooledFile file) {
        List<PooledFile> evicted = new ArrayList<>();
        lock.lock();
        try {
            file.readers--;
            if (file.readers == 0) {
                if (files.get(file.key()) == file) {
                    becomeIdle(file);
                    trim(evicted);
                } else {
                    evicted.add(file);
                }
            }
        } finally {
            lock.unlock();
        }
        closeAll(evicted);
    }

    /** Gives up all files that nobody reads; how many they were. */
    public int evictIdle() {
        List<PooledFile> evicted = new ArrayList<>();
        lock.lock();
        try {
            evictAllIdle(evicted);
        } finally {
            lock.unlock();
        }
        closeAll(evicted);
        return evicted.size();
    }

    /** Gives up everything, what is in use with its last reader. Idempotent. */
    @Override
    public void close() {
        List<PooledFile> evicted = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            evictAllIdle(evicted);
            files.clear();
            keptMappings = 0;
        } finally {
            lock.unlock();
        }
        closeAll(evicted);
    }

    private void evictAllIdle(List<PooledFile> evicted) {
        while (!idleMapped.isEmpty()) {
            evict(idleMapped.iterator().next(), evicted);
        }
        while (!idleCopied.isEmpty()) {
            evict(idleCopied.iterator().next(), evicted);
        }
        idleFilesChanged.signalAll();
    }

    private void trim(List<PooledFile> evicted) {
        while (keptMappings > options.maxMappings() && !idleMapped.isEmpty()) {
            evict(idleMapped.iterator().next(), evicted);
        }
        while (idleCopiedBytes > options.maxSmallFileBytes()) {
            evict(idleCopied.iterator().next(), evicted);
        }
    }

    private void evict(PooledFile file, List<PooledFile> evicted) {
        leaveIdle(file);
        files.remove(file.key());
        if (file.content().isMapped()) {
            keptMappings--;
        }
        evicted.add(file);
    }

    private void becomeIdle(PooledFile file) {
        file.idleSinceNanos = System.nanoTime();
        if (file.content().isMapped()) {
            idleMapped.add(file);
        } else {
            idleCopied.add(file);
            idleCopiedBytes += file.content().region().alignedLengthBytes();
        }
        if (expiry == null) {
            Thread thread = new Thread(null, this::expireIdle, "gpu-query-idle-files", 0, false);
            thread.setDaemon(true);
            thread.start();
            expiry = thread;
        }
    }

    private void leaveIdle(PooledFile file) {
        idleMapped.remove(file);
        if (idleCopied.remove(file)) {
            idleCopiedBytes -= file.content().region().alignedLengthBytes();
        }
    }

    /** Gives up files as their time comes. The thread ends when nothing is idle: an unused pool has none. */
    private void expireIdle() {
        List<PooledFile> evicted = new ArrayList<>();
        while (awaitExpired(evicted)) {
            closeAll(evicted);
            evicted.clear();
        }
    }

    /** Waits until the time of some files has come; false if nothing is idle. */
    private boolean awaitExpired(List<PooledFile> evicted) {
        lock.lock();
        try {
            long remainingNanos = evictExpired(evicted);
            while (evicted.isEmpty() && remainingNanos < Long.MAX_VALUE) {
                idleFilesChanged.awaitNanos(remainingNanos);
                remainingNanos = evictExpired(evicted);
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread; whoever does wants it gone. The next idle file starts one.
            return false;
        } finally {
            if (evicted.isEmpty()) {
                expiry = null;
            }
            lock.unlock();
        }
        return !evicted.isEmpty();
    }

    /** Gives up what has been idle for long enough; in how many nanoseconds the next one will have been. */
    private long evictExpired(List<PooledFile> evicted) {
        long remainingNanos = Long.MAX_VALUE;
        long nowNanos = System.nanoTime();
        for (LinkedHashSet<PooledFile> idle : List.of(idleMapped, idleCopied)) {
            while (!idle.isEmpty()) {
                PooledFile eldest = idle.iterator().next();
                long leftNanos = idleNanos - (nowNanos - eldest.idleSinceNanos);
                if (leftNanos > 0) {
                    remainingNanos = Math.min(remainingNanos, leftNanos);
                    break;
                }
                evict(eldest, evicted);
            }
        }
        return remainingNanos;
    }

    private static void closeAll(List<PooledFile> evicted) {
        evicted.forEach(file -> file.content().close());
    }

    private static final class Shared {
        static final FilePool POOL = new FilePool(FilePoolOptions.defaults());
    }
}
