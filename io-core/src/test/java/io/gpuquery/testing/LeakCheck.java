package io.gpuquery.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.engine.ColumnStore;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a test gives back all native resources that it took. What earlier tests left to the garbage collector may go meanwhile, so
 * fewer than before is no mistake.
 */
public final class LeakCheck {
    private static final long PATIENCE_NANOS = 500_000_000L;

    private final Map<LiveResources.Kind, Long> before;

    private LeakCheck(Map<LiveResources.Kind, Long> before) {
        this.before = before;
    }

    /** To be called before the test. */
    public static LeakCheck start() {
        ColumnStore.ofProcess().clear();
        FilePool.shared().evictIdle();
        return new LeakCheck(LiveResources.snapshot());
    }

    /** To be called after it. What other threads are about to give back is waited for; what needs the collector is a leak. */
    public void verify() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        do {
            ColumnStore.ofProcess().clear();
            FilePool.shared().evictIdle();
            if (LiveResources.snapshot().entrySet().stream()
                    .allMatch(entry -> entry.getValue() <= before.getOrDefault(entry.getKey(), 0L))) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        } while (System.nanoTime() < deadline);
        LiveResources.snapshot()
                .forEach((kind, count) ->
                        assertThat(count).as("live resources of kind %s", kind).isLessThanOrEqualTo(before.get(kind)));
    }
}
