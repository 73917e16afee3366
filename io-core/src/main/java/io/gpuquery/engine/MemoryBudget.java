package io.gpuquery.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.VMOption;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of memory may be used together, native and of the heap, by whoever asks before allocating. Any thread may call.
 *
 * <p>The budget of the process is a quarter of what the container or the machine has, or {@code -XX:MaxRAM} says that it has; or what
 * the system property {@value #PROPERTY} says. What {@link ColumnStore} keeps counts, and goes when somebody else needs it. Of the heap no more is given out than leaves room for
 * what is not counted.
 */
public final class MemoryBudget {
    /** The system property that sets the budget of the process. */
    public static final String PROPERTY = "gpuquery.memory";

    private static final int SHARE_OF_MACHINE = 4;
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})([kmgtKMGT]?)");

    /** Of the heap; the rest is for what nobody asks for. */
    private static final int HEAP_TENTHS = 6;

    private static final long LOOK_MILLIS = 20;

    private final long limitBytes;
    private final long heapLimitBytes = Runtime.getRuntime().maxMemory() / 10 * HEAP_TENTHS;
    private final AtomicLong reservedBytes = new AtomicLong();
    private final AtomicLong heapBytes = new AtomicLong();
    /** Who waits, the longest first; guards itself, and is told when bytes are given back. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private volatile Reclaimer reclaimer = bytes -> false;

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
        private final boolean ofHeap;
        private final AtomicBoolean returned = new AtomicBoolean();

        private Reservation(long bytes, boolean ofHeap) {
            this.bytes = bytes;
            this.ofHeap = ofHeap;
        }

        public long bytes() {
            return bytes;
        }

        /** Gives the bytes back. Idempotent. */
        @Override
        public void close() {
            if (returned.compareAndSet(false, true)) {
                reservedBytes.addAndGet(-bytes);
                if (ofHeap) {
                    heapBytes.addAndGet(-bytes);
                }
                synchronized (waiting) {
                    waiting.notifyAll();
                }
            }
        }
    }

    /** Gives memory back that is only kept in case somebody wants it again. */
    @FunctionalInterface
    interface Reclaimer {
        /** Gives back as many bytes, or as many as there are; false if there are none. */
        boolean reclaim(long bytes);
    }

    /** Has somebody give memory back where there is not enough. */
    void reclaimFrom(Reclaimer newReclaimer) {
        reclaimer = newReclaimer;
    }

    /** Sets bytes aside if there are as many, also by giving up columns that nobody reads; null if there are not. */
    public @Nullable Reservation tryReserve(long bytes) {
        return tryReserve(bytes, false);
    }

    /** As {@link #tryReserve}, for memory of the heap. */
    public @Nullable Reservation tryReserveHeap(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes);
        }
        while (true) {
            long before = heapBytes.get();
            if (bytes > heapLimitBytes - before) {
                return null;
            }
            if (heapBytes.compareAndSet(before, before + bytes)) {
                break;
            }
        }
        Reservation reservation = tryReserve(bytes, true);
        if (reservation == null) {
            heapBytes.addAndGet(-bytes);
        }
        return reservation;
    }

    /**
     * Sets bytes of the heap aside, and waits for them if need be; those who waited longest come first.
     *
     * @param patience the longest wait
     * @param stopped whether to give up, asked now and then
     * @return null if there were not as many in time, or it gave up
     */
    public @Nullable Reservation awaitHeap(long bytes, Duration patience, BooleanSupplier stopped) {
        long end = System.nanoTime() + patience.toNanos();
        Object self = new Object();
        boolean interrupted = false;
        synchronized (waiting) {
            waiting.addLast(self);
        }
        try {
            while (true) {
                Reservation reservation = isFirst(self) ? tryReserveHeap(bytes) : null;
                if (reservation != null || stopped.getAsBoolean() || System.nanoTime() - end >= 0) {
                    return reservation;
                }
                synchronized (waiting) {
                    waiting.wait(LOOK_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
            return null;
        } finally {
            synchronized (waiting) {
                waiting.remove(self);
                waiting.notifyAll();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isFirst(Object self) {
        synchronized (waiting) {
            return waiting.peekFirst() == self;
        }
    }

    private @Nullable Reservation tryReserve(long bytes, boolean ofHeap) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes);
        }
        if (bytes > limitBytes) {
            return null;
        }
        while (true) {
            Reservation reservation = reserveNow(bytes, ofHeap);
            if (reservation != null || !reclaimer.reclaim(bytes)) {
                return reservation;
            }
        }
    }

    private @Nullable Reservation reserveNow(long bytes, boolean ofHeap) {
        while (true) {
            long before = reservedBytes.get();
            if (bytes > limitBytes - before) {
                return null;
            }
            if (reservedBytes.compareAndSet(before, before + bytes)) {
                return new Reservation(bytes, ofHeap);
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
                    "Read fewer columns or rows, run fewer statements at a time, or raise the system property "
                            + PROPERTY + ".");
        }
        return reservation;
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** Of the limit, what may be of the heap. */
    public long heapLimitBytes() {
        return Math.min(limitBytes, heapLimitBytes);
    }

    public long reservedBytes() {
        return reservedBytes.get();
    }

    /**
     * Bytes in the text of a system property, such as {@code 1073741824}, {@code 512m} or {@code 4g}.
     *
     * @throws DataException if it is no such text
     */
    public static long parse(String property, String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        try {
            if (matcher.matches()) {
                int power = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
                long unit = matcher.group(2).isEmpty() ? 1 : 1L << (10 * power);
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw noSize(property, text, e);
        }
        throw noSize(property, text, null);
    }

    private static DataException noSize(String property, String text, @Nullable Throwable cause) {
        return new DataException(
                "The system property " + property + " is \"" + text + "\", which is no number of bytes",
                Location.none(),
                "Write bytes, or a number and k, m, g or t, such as 4g.",
                cause);
    }

    private static long processBytes() {
        String given = System.getProperty(PROPERTY);
        return given == null ? machineBytes() / SHARE_OF_MACHINE : parse(PROPERTY, given);
    }

    private static long machineBytes() {
        long toldBytes = toldBytes();
        // Inside a container this is what the container may use.
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            return Math.min(machine.getTotalMemorySize(), toldBytes);
        }
        return Math.min(Runtime.getRuntime().maxMemory(), toldBytes);
    }

    /** What the JVM was told by {@code -XX:MaxRAM} that the machine has. */
    private static long toldBytes() {
        HotSpotDiagnosticMXBean virtualMachine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (virtualMachine != null) {
            try {
                VMOption option = virtualMachine.getVMOption("MaxRAM");
                if (option.getOrigin() != VMOption.Origin.DEFAULT) {
                    return Long.parseLong(option.getValue());
                }
            } catch (IllegalArgumentException e) {
                // A JVM without this option was not told.
                return Long.MAX_VALUE;
            }
        }
        return Long.MAX_VALUE;
    }

    private static final class OfProcess {
        static final MemoryBudget BUDGET = new MemoryBudget(processBytes());
    }
}
