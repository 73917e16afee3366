package io.gpuquery.engine;

import com.sun.management.OperatingSystemMXBean;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of native memory may be used together, by whoever asks before allocating. Any thread may call.
 *
 * <p>The budget of the process is a quarter of what the container or the machine has.
 */
public final class MemoryBudget {
    private static final int SHARE_OF_MACHINE = 4;

    private final long limitBytes;
    private final AtomicLong reservedBytes = new AtomicLong();

    MemoryBudget(long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limitBytes is " + limitBytes);
        }
        this.limitBytes = limitBytes;
    }

    /** The one that all engines share. */
    public static MemoryBudget ofProcess() {
        return OfProcess.BUDGET;
    }

    /** Bytes that were set aside and not yet given back. */
    public final class Reservation implements AutoCloseable {
        private final long bytes;
        private final AtomicBoolean returned = new AtomicBoolean();

        private Reservation(long bytes) {
            this.bytes = bytes;
        }

        public long bytes() {
            return bytes;
        }

        /** Gives the bytes back. Idempotent. */
        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                reservedBytes.addAndGet(-bytes);
            }
        }
    }

    /** Sets bytes aside if there are as many; null if there are not. */
    public @Nullable Reservation tryReserve(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes);
        }
        while (true) {
            long before = reservedBytes.get();
            if (bytes > limitBytes - before) {
                return null;
            }
            if (reservedBytes.compareAndSet(before, before + bytes)) {
                return new Reservation(bytes);
            }
        }
    }

    /**
     * Sets bytes aside.
     *
     * @param purpose what they are for, as a phrase such as {@code sorting}
     * @throws DataException if there are not as many
     */
    public Reservation reserve(long bytes, String purpose) {
        Reservation reservation = tryReserve(bytes);
        if (reservation == null) {
            throw new DataException(
                    "Not enough memory for " + purpose + ": " + bytes + " bytes are needed and "
                            + Math.max(0, limitBytes - reservedBytes.get()) + " of " + limitBytes + " are free",
                    Location.none(),
                    "Read fewer columns or rows, run fewer statements at a time, or give the machine or container more memory.");
        }
        return reservation;
    }

    public long limitBytes() {
        return limitBytes;
    }

    public long reservedBytes() {
        return reservedBytes.get();
    }

    private static long machineBytes() {
        // Inside a container this is what the container may use.
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            return machine.getTotalMemorySize();
        }
        return Runtime.getRuntime().maxMemory();
    }

    private static final class OfProcess {
        static final MemoryBudget BUDGET = new MemoryBudget(machineBytes() / SHARE_OF_MACHINE);
    }
}
