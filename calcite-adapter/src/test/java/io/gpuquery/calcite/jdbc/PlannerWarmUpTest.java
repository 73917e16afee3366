package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Leftovers;
import java.time.Duration;
import org.apache.calcite.runtime.Hook;
import org.junit.jupiter.api.Test;

class PlannerWarmUpTest {
    private static final long PATIENCE_MILLIS = Duration.ofSeconds(60).toMillis();

    @Test
    @SuppressWarnings("deprecation") // only a global hook sees what another thread plans
    void itRunsOnceOnADaemonThreadThatLeavesNothingBehind() throws Exception {
        PlannerWarmUp warmUp = new PlannerWarmUp();
        java.util.Queue<Object> planned = new java.util.concurrent.ConcurrentLinkedQueue<>();
        Hook.Closeable hook = Hook.PLAN_BEFORE_IMPLEMENTATION.add((Object plan) -> {
            planned.add(plan);
        });
        Thread thread;
        try {
            thread = warmUp.start(new Driver());
            assertThat(thread).isNotNull();
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getContextClassLoader()).isSameAs(Driver.class.getClassLoader());
            assertThat(warmUp.start(new Driver())).isNull();
            thread.join(PATIENCE_MILLIS);
        } finally {
            hook.close();
        }
        assertThat(thread.isAlive()).isFalse();
        assertThat(planned).isNotEmpty();
        Leftovers.awaitNone();
    }

    @Test
    void itCanBeSwitchedOff() {
        String before = System.getProperty(PlannerWarmUp.PROPERTY);
        System.setProperty(PlannerWarmUp.PROPERTY, "false");
        try {
            assertThat(new PlannerWarmUp().start(new Driver())).isNull();
        } finally {
            if (before == null) {
                System.clearProperty(PlannerWarmUp.PROPERTY);
            } else {
                System.setProperty(PlannerWarmUp.PROPERTY, before);
            }
        }
    }
}
