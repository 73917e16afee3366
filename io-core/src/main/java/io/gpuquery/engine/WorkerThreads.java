package io.gpuquery.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the process: daemons, named {@code gpu-query-worker-…}, that end a moment after their last task. */
final class WorkerThreads {
    private static final Duration IDLE_TIME = Duration.ofSeconds(2);
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final ThreadPoolExecutor EXECUTOR =
            create(Runtime.getRuntime().availableProcessors());
    private static final ScheduledThreadPoolExecutor TIMER = createTimer();

    private WorkerThreads() {}

    static Executor executor() {
        return EXECUTOR;
    }

    /** Runs a task later. The thread that waits for that ends when there is nothing to wait for. */
    static Future<?> runAfter(Duration delay, Runnable task) {
        return TIMER.schedule(() -> EXECUTOR.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the threads, once and for all. */
    static void shutdown() {
        TIMER.shutdownNow();
        EXECUTOR.shutdown();
    }

    /** Makes sure that there may be so many threads, by default as many as cores, and says how many that are. */
    static int atLeast(int wanted) {
        int threads = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
        synchronized (EXECUTOR) {
            if (EXECUTOR.getMaximumPoolSize() < threads) {
                EXECUTOR.setMaximumPoolSize(threads);
                EXECUTOR.setCorePoolSize(threads);
            }
        }
        return threads;
    }

    private static ThreadPoolExecutor create(int threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_TIME.toNanos(),
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                task -> thread(task, "gpu-query-worker-" + STARTED.incrementAndGet()));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static ScheduledThreadPoolExecutor createTimer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, task -> thread(task, "gpu-query-idle-engines"));
        timer.setKeepAliveTime(IDLE_TIME.toNanos(), TimeUnit.NANOSECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        // Whoever happened to start it must not be kept alive by it: neither an application's class loader nor its
        // locals.
        thread.setContextClassLoader(WorkerThreads.class.getClassLoader());
        return thread;
    }
}
