package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The files that one execution of a statement reads, each in the version that the execution met first: a table that is scanned twice,
 * as in a self-join, gives the same rows both times, or the second scan fails and says that the file changed.
 *
 * <p>Versions are held open where somebody closes this at the end of the execution, up to {@value #MOST_HELD} of them; of others it is
 * remembered which they were. Ownership: whoever runs the statement closes this; scans that are still under way go on. Any thread may use
 * it.
 */
public final class StatementFiles implements AutoCloseable {
    /** Each may be a mapping, or a block of some hundred KiB: what a statement over very many files may keep from being evicted. */
    static final int MOST_HELD = 256;

    private final Map<Path, FileVersion> met = new HashMap<>();
    private final Map<Path, SharedContents> held = new HashMap<>();
    private final Map<Object, List<?>> lists = new HashMap<>();
    private final boolean holding;
    private boolean closed;

    private StatementFiles(boolean holding) {
        this.holding = holding;
    }

    /** Holds versions open until it is closed. */
    public static StatementFiles held() {
        return new StatementFiles(true);
    }

    /** For executions whose end nobody tells: a file that changed between two scans fails the second. Needs no closing. */
    public static StatementFiles remembered() {
        return new StatementFiles(false);
    }

    /**
     * The version that the execution has of a file, to be closed by the caller.
     *
     * @param opening opens the present version
     * @throws DataException if it is not held and the file has changed since
     * @throws IllegalStateException if this is closed
     */
    FileContents open(Path file, Supplier<FileContents> opening) {
        synchronized (met) {
            requireOpen();
            SharedContents shared = held.get(file);
            if (shared != null) {
                return shared.view();
            }
        }
        // Not under the lock: it may wait for a file to come to rest. What two scans open at a time is compared
        // afterwards.
        FileContents contents = opening.get();
        try {
            return agreed(file, contents);
        } catch (RuntimeException e) {
            contents.close();
            throw e;
        }
    }

    private FileContents agreed(Path file, FileContents contents) {
        synchronized (met) {
            requireOpen();
            SharedContents shared = held.get(file);
            if (shared != null) {
                contents.close();
                return shared.view();
            }
            FileVersion first = met.putIfAbsent(file, contents.version());
            if (first != null && !first.equals(contents.version())) {
                throw changed(file);
            }
            if (!holding || held.size() == MOST_HELD) {
                return contents;
            }
            shared = new SharedContents(contents);
            held.put(file, shared);
            return shared.view();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the statement is closed");
        }
    }

    private static DataException changed(Path file) {
        return new DataException(
                "The file changed while the statement read it",
                Location.of(file),
                "Run the statement again; to replace a file under readers, write another one and rename it.");
    }

    /** What the first who asked under a key found. */
    <T> List<T> agreed(Object key, Supplier<List<T>> finding) {
        synchronized (met) {
            requireOpen();
            @SuppressWarnings("unchecked")
            List<T> found = (List<T>) lists.get(key);
            if (found != null) {
                return found;
            }
        }
        // Not under the lock: it looks at folders.
        List<T> found = finding.get();
        synchronized (met) {
            @SuppressWarnings("unchecked")
            List<T> first = (List<T>) lists.putIfAbsent(key, found);
            return first == null ? found : first;
        }
    }

    /** Gives up what is held as soon as no scan reads it. Idempotent. */
    @Override
    public void close() {
        synchronized (met) {
            closed = true;
            held.values().forEach(SharedContents::close);
            held.clear();
            lists.clear();
        }
    }
}
