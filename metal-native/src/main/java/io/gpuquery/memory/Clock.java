package io.gpuquery.memory;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time in the units of {@link FileVersion}, and how finely files are stamped with it. */
final class Clock {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    /** No kernel's timer ticks less often. */
    private static final long LONGEST_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long TICK_NANOS = tick();

    private Clock() {}

    /** How much time may pass between two writes that the kernel stamps with the same time. */
    static long tickNanos() {
        return TICK_NANOS;
    }

    private static long tick() {
        long[] resolution = new long[2];
        if (!NativeAccess.isAvailable() || LibC.clock_getres(LibC.PLATFORM.fileClock, resolution) != 0) {
            return LONGEST_TICK_NANOS;
        }
        return Math.min(LONGEST_TICK_NANOS, resolution[0] * NANOS_PER_SECOND + resolution[1]);
    }

    /** Nanoseconds since 1970, by the system's clock, which stamps files too. */
    static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
