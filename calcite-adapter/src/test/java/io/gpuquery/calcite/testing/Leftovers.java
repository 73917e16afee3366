package io.gpuquery.calcite.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.engine.Engine;
import io.gpuquery.memory.LiveResources;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What is left when everything should be closed. */
public final class Leftovers {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private Leftovers() {}

    /** Collects garbage until no native resource is open in this process, and no engine either. */
    public static void awaitNone() throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            System.gc();
            Engine.dropIdle();
            Map<LiveResources.Kind, Long> open = new EnumMap<>(LiveResources.snapshot());
            open.values().removeIf(count -> count == 0);
            if (open.isEmpty() && Engine.count() == 0) {
                return;
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                assertThat(open).isEmpty();
                assertThat(Engine.count()).isZero();
                return;
            }
            Thread.sleep(20);
        }
    }
}
