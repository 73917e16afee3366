package io.gpuquery.device.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gpuquery.device.DeviceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DeviceSessionTest {
    private static final int BUDGET_BYTES = 200_000;
    private static final int THREADS = 4;

    private static final class Session extends DeviceSession {
        Session() {
            super("test", "test", BUDGET_BYTES);
        }

        @Override
        protected void free() {
            // It has no native objects.
        }
    }

    @Test
    void threadsTogetherTakeNoMoreThanTheBudget() throws InterruptedException, ExecutionException {
        Session session = new Session();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                tasks.add(() -> takeAll(session));
            }
            int taken = 0;
            for (Future<Integer> one : threads.invokeAll(tasks)) {
                taken += one.get();
            }
            assertThat(taken).isEqualTo(BUDGET_BYTES);
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> session.requireBudget(1))
                    .matches(e -> e.reason() == DeviceException.Reason.OUT_OF_MEMORY)
                    .withMessageContaining("beside the 200000 bytes of those that are open: 200000 are recommended");
        } finally {
            threads.shutdownNow();
            session.release();
        }
    }

    /** A byte at a time until there is no more; how many that were. */
    private static int takeAll(Session session) {
        int taken = 0;
        try {
            while (true) {
                session.take(1);
                taken++;
            }
        } catch (DeviceException full) {
            return taken;
        }
    }
}
