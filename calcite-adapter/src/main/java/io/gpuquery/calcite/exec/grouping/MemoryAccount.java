package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the operators of one execution set aside, given back together; or one operator's part of that. Any thread may call.
 *
 * <p>An operator that can put rows into temporary files asks {@link #isOver()} after each block, and if so puts some there and gives
 * their memory back. Until it does, it gets somewhat more than it may have. One that cannot simply reserves, and fails where there is no
 * more.
 */
public final class MemoryAccount implements AutoCloseable {
    /** Small wishes are met from one larger reservation. */
    private static final long LEAST_BYTES = 1 << 20;
    /** What a statement gets beyond what there is, until its operators have put rows into files. */
    private static final long OVERDRAFT_BYTES = 16 << 20;
    /** Of what a statement may have, the least that an operator begins with, whatever others have. */
    private static final int LEAST_SHARE = 16;

    private final MemoryBudget budget;
    private final @Nullable MemoryAccount parent;
    private final long limitBytes;
    /** Whether the limit was asked for. */
    private final boolean limited;

    private final boolean spilling;
    private final Deque<MemoryBudget.Reservation> reservations = new ArrayDeque<>();
    private volatile long usedBytes;
    private long reservedBytes;
    private volatile boolean refused;
    private boolean closed;

    /** Of an execution without temporary files, which may have all there is. */
    public MemoryAccount(MemoryBudget budget) {
        this(budget, null, Long.MAX_VALUE, false, false);
    }

    /** Of an execution. */
    public MemoryAccount(MemoryBudget budget, QueryLimits limits) {
        this(budget, null, limitBytes(budget, limits), limits.memoryBytes() > 0, limits.spills());
    }

    private MemoryAccount(
            MemoryBudget budget, @Nullable MemoryAccount parent, long limitBytes, boolean limited, boolean spilling) {
        this.budget = budget;
        this.parent = parent;
        this.limitBytes = limitBytes;
        this.limited = limited;
        this.spilling = spilling;
    }

    /** Without a wish half of what there is, so that one more statement finds something; without temporary files all. */
    private static long limitBytes(MemoryBudget budget, QueryLimits limits) {
        if (limits.memoryBytes() > 0) {
            return limits.memoryBytes();
        }
        return limits.spills() ? budget.heapLimitBytes() / 2 : Long.MAX_VALUE;
    }

    /** Part of this for one operator that begins now: half of what is left, for others will come. */
    public MemoryAccount child() {
        long left = limitBytes - usedBytes;
        return new MemoryAccount(budget, this, Math.max(left / 2, limitBytes / LEAST_SHARE), limited, spilling);
    }

    /** Takes over what was set aside before. */
    public synchronized void deposit(MemoryBudget.Reservation reservation) {
        if (closed) {
            reservation.close();
            return;
        }
        reservations.addLast(reservation);
        reservedBytes += reservation.bytes();
    }

    /**
     * Sets bytes aside.
     *
     * @throws DataException if there are not as many
     */
    public void reserve(long bytes, String purpose) {
        if (parent != null) {
            parent.reserve(bytes, purpose);
        }
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the execution is closed");
            }
            if (parent == null) {
                reserveOfBudget(bytes, purpose);
            }
            usedBytes += bytes;
        }
    }

    private void reserveOfBudget(long bytes, String purpose) {
        long wanted = Math.addExact(usedBytes, bytes);
        long most = spilling ? (limitBytes >> 1) + limitBytes + OVERDRAFT_BYTES : limitBytes;
        if (limited && wanted > most) {
            throw tooMuch(bytes, purpose);
        }
        long missing = wanted - reservedBytes;
        if (missing <= 0) {
            return;
        }
        MemoryBudget.Reservation more = budget.tryReserveHeap(Math.max(missing, LEAST_BYTES));
        if (more == null) {
            more = budget.tryReserveHeap(missing);
        }
        if (more != null) {
            refused = false;
            reservations.addLast(more);
            reservedBytes += more.bytes();
        } else if (spilling && missing <= OVERDRAFT_BYTES) {
            refused = true;
        } else {
            throw noMore(bytes, purpose);
        }
    }

    private DataException tooMuch(long bytes, String purpose) {
        return new DataException(
                "Not enough memory for " + purpose + ": " + bytes + " bytes are needed and "
                        + Math.max(0, limitBytes - usedBytes) + " of the " + limitBytes + " of the statement are free",
                Location.none(),
                hint());
    }

    private DataException noMore(long bytes, String purpose) {
        long limit = budget.heapLimitBytes();
        return new DataException(
                "Not enough memory for " + purpose + ": " + bytes + " bytes are needed and "
                        + Math.max(0, limit - budget.reservedBytes()) + " of " + limit + " are free",
                Location.none(),
                hint());
    }

    private String hint() {
        String more = limited
                ? "Raise the option \"queryMemory\""
                : "Run fewer statements at a time, raise the system property " + MemoryBudget.PROPERTY
                        + " or give the JVM a larger heap (-Xmx)";
        return spilling ? more + ", or ask for fewer rows." : more + ", or allow temporary files by \"spillLimit\".";
    }

    /** Takes back bytes that were set aside. */
    public void giveBack(long bytes) {
        synchronized (this) {
            usedBytes -= bytes;
            if (parent == null) {
                MemoryBudget.Reservation last = reservations.peekLast();
                while (last != null && reservedBytes - last.bytes() >= usedBytes + LEAST_BYTES) {
                    reservations.removeLast();
                    reservedBytes -= last.bytes();
                    last.close();
                    last = reservations.peekLast();
                }
                refused = refused && reservedBytes < usedBytes;
            }
        }
        if (parent != null) {
            parent.giveBack(bytes);
        }
    }

    /** Bytes that are set aside. */
    public long usedBytes() {
        return usedBytes;
    }

    /** Whether this has more than it may, or the process has no more: whoever can put rows into files does so now. */
    public boolean isOver() {
        return spilling && (usedBytes > limitBytes || refused || (parent != null && parent.isOver()));
    }

    /** Bytes that this may have, beyond which it {@linkplain #isOver is over}. */
    public long limitBytes() {
        return limitBytes;
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
                    "Give the JVM a larger heap (-Xmx), lower the option \"queryMemory\", or ask for fewer rows.",
                    e);
        }
    }

    /** Gives everything back. Idempotent. */
    @Override
    public void close() {
        long bytes;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            bytes = usedBytes;
            usedBytes = 0;
            reservations.forEach(MemoryBudget.Reservation::close);
            reservations.clear();
            reservedBytes = 0;
        }
        if (parent != null) {
            parent.giveBack(bytes);
        }
    }
}
