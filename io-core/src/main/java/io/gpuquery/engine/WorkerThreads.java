package io.gpuquery.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the process: daemons, named {@code gpu-query-worker-…}, that end a moment after their last task. */
final class WorkerThreads {
    private static final Duration IDLE_TIME = Duration.ofSeconds(2);
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final ThreadPoolExecutor EXECUTOR =
            create(Runtime.getRuntime().availableProcessors());

    private WorkerThreads() {}

    static Executor executor() {
        return EXECUTOR;
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
                WorkerThreads::thread);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "gpu-query-worker-" + STARTED.incrementAndGet());
        thread.setDaemon(true);
        // Whoever happened to start it must not be kept alive by it: neither an application's class loader nor its
        // locals.
        thread.setContextClassLoader(WorkerThreads.class.getClassLoader());
        return thread;
    }
}
