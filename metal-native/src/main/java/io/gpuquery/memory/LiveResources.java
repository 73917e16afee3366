package io.gpuquery.memory;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many native resources of each kind the process holds at this moment; for tests, {@code sys.buffers} and
 * diagnosis.
 *
 * <p>Whoever creates a resource calls {@link #opened}, and whoever gives it back to the system calls {@link #closed};
 * both may be called by any thread.
 */
public final class LiveResources {

    /** What is counted. */
    public enum Kind {
        /** A file mapped into the address space. */
        MAPPING,
        /** A block of native memory. */
        BLOCK,
        /** An open file descriptor. */
        DESCRIPTOR,
        /** A reader's claim on a mapping or a block. */
        LEASE,
        /** A view on one version of one file, handed out by a {@link FilePool}. */
        FILE_CONTENTS,
        /** An open device. */
        DEVICE,
        /** A buffer that a device can read. */
        DEVICE_BUFFER,
        /** A kernel compiled for a device. */
        KERNEL,
        /** A temporary file of rows that memory has no room for. */
        SPILL_FILE
    }

    /** Complete from the start, so reading it needs no lock. */
    private static final Map<Kind, AtomicLong> COUNTS = newCounts();

    private LiveResources() {}

    /** How many resources of one kind are open. */
    public static long count(Kind kind) {
        return counter(kind).get();
    }

    /** All counts, zero included. Counts of different kinds are not read at one instant. */
    public static Map<Kind, Long> snapshot() {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        COUNTS.forEach((kind, counter) -> counts.put(kind, counter.get()));
        return Collections.unmodifiableMap(counts);
    }

    /** Counts a resource that was just created. */
    public static void opened(Kind kind) {
        counter(kind).incrementAndGet();
    }

    /**
     * Counts a resource that was just given back.
     *
     * @throws IllegalStateException if more were given back than were created, which is a mistake in the caller
     */
    public static void closed(Kind kind) {
        if (counter(kind).decrementAndGet() < 0) {
            counter(kind).incrementAndGet();
            throw new IllegalStateException("a resource of kind " + kind + " was given back twice");
        }
    }

    private static AtomicLong counter(Kind kind) {
        return Objects.requireNonNull(COUNTS.get(kind));
    }

    private static Map<Kind, AtomicLong> newCounts() {
        Map<Kind, AtomicLong> counts = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            counts.put(kind, new AtomicLong());
        }
        return counts;
    }
}
