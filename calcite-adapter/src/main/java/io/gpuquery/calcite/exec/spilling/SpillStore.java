package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.engine.QueryLimits;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;

/** The temporary files of one execution, which go with it. Any thread may call. */
public final class SpillStore implements AutoCloseable {
    private final QueryLimits limits;
    private final LongConsumer written;
    private final List<SpillFile> files = new ArrayList<>();
    private boolean closed;

    /** Takes what is told how many bytes were written. */
    public SpillStore(QueryLimits limits, LongConsumer written) {
        this.limits = limits;
        this.written = written;
    }

    /** Whether there may be temporary files. */
    public boolean isOn() {
        return limits.spills();
    }

    /**
     * A new file; nothing is made before the first rows are written.
     *
     * @throws CancellationException if the execution is over
     */
    public synchronized SpillFile create() {
        if (closed) {
            throw new CancellationException("the statement was cancelled");
        }
        SpillFile file = new SpillFile(limits, written, this);
        files.add(file);
        return file;
    }

    synchronized void forget(SpillFile file) {
        files.remove(file);
    }

    /** Closes and removes all files. Idempotent. */
    @Override
    public void close() {
        List<SpillFile> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(files);
        }
        Closing.all(all);
    }
}
