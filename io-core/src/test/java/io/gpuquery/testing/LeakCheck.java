package io.gpuquery.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import java.util.Map;

/**
 * Whether a test gives back all native resources that it took. What earlier tests left to the garbage collector may go meanwhile, so
 * fewer than before is no mistake.
 */
public final class LeakCheck {
    private final Map<LiveResources.Kind, Long> before;

    private LeakCheck(Map<LiveResources.Kind, Long> before) {
        this.before = before;
    }

    /** To be called before the test. */
    public static LeakCheck start() {
        FilePool.shared().evictIdle();
        return new LeakCheck(LiveResources.snapshot());
    }

    /** To be called after it. */
    public void verify() {
        FilePool.shared().evictIdle();
        LiveResources.snapshot()
                .forEach((kind, count) ->
                        assertThat(count).as("live resources of kind %s", kind).isLessThanOrEqualTo(before.get(kind)));
    }
}
