package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the operators of one execution set aside, given back together. Any thread may call. */
public final class MemoryAccount implements AutoCloseable {
    /** Small wishes are met from one larger reservation. */
    private static final long LEAST_BYTES = 1 << 20;

    private final MemoryBudget budget;
    private final List<MemoryBudget.Reservation> reservations = new ArrayList<>();
    private long spareBytes;
    private boolean closed;

    public MemoryAccount(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Sets bytes aside.
     *
     * @throws DataException if there are not as many
     */
    public synchronized void reserve(long bytes, String purpose) {
        if (closed) {
            throw new IllegalStateException("the execution is closed");
        }
        if (bytes > spareBytes) {
            MemoryBudget.Reservation more = budget.tryReserve(Math.max(bytes, LEAST_BYTES));
            if (more == null) {
                more = budget.reserve(bytes, purpose);
            }
            reservations.add(more);
            spareBytes += more.bytes();
        }
        spareBytes -= bytes;
    }

    /** Takes back bytes that were set aside; they stay with this account. */
    public synchronized void giveBack(long bytes) {
        spareBytes += bytes;
    }

    /**
     * Sets bytes of the heap aside and makes what takes them.
     *
     * @throws DataException if there are not as many
     */
    public <T> T allocate(long bytes, String purpose, Supplier<T> maker) {
        reserve(bytes, purpose);
        try {
            return maker.get();
        } catch (OutOfMemoryError e) {
            throw new DataException(
                    "Not enough memory for " + purpose + ": the heap has no room for " + bytes + " bytes",
                    Location.none(),
                    "Give the JVM a larger heap (-Xmx), or ask for fewer rows.",
                    e);
        }
    }

    /** Gives everything back. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        reservations.forEach(MemoryBudget.Reservation::close);
        reservations.clear();
    }
}
