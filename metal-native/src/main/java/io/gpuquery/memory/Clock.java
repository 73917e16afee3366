package io.gpuquery.memory;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time in the units of {@link FileVersion}. */
final class Clock {
    private Clock() {}

    /** Nanoseconds since 1970, by the system's clock, which stamps files too. */
    static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
