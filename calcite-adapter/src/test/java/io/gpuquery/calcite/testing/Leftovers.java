package io.gpuquery.calcite.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.engine.Engine;
import io.gpuquery.memory.LiveResources;
import java.time.Duration;
import java.util.Map;

/** What is left when everything should be closed. */
public final class Leftovers {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private Leftovers() {}

    /**
     * Collects garbage until no more resources are open than before.
     *
     * @param before {@link LiveResources#snapshot()} when nothing was open
     */
    public static void awaitNone(Map<LiveResources.Kind, Long> before) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            System.gc();
            Engine.dropIdle();
            Map<LiveResources.Kind, Long> now = LiveResources.snapshot();
            if (now.equals(before) && Engine.count() == 0) {
                return;
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                assertThat(now).isEqualTo(before);
                assertThat(Engine.count()).isZero();
                return;
            }
            Thread.sleep(20);
        }
    }
}
