package io.gpuquery.memory;

import java.lang.ref.Cleaner;

/**
 * The net under holders of native resources that were never closed.
 *
 * <p>One daemon thread per process runs the actions. It is a net and not a plan: when it runs is up to the garbage
 * collector.
 */
public final class Abandonment {
    private static final Cleaner CLEANER = Cleaner.create(task -> {
        // Without what the creating thread inherits, such as the class loader of a web application.
        Thread thread = new Thread(null, task, "gpu-query-cleaner", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    private Abandonment() {}

    /**
     * Runs an action once the holder is unreachable, unless {@link Cleaner.Cleanable#clean()} ran it before.
     *
     * @param release must not refer to the holder, else the holder never becomes unreachable
     */
    public static Cleaner.Cleanable watch(Object holder, Runnable release) {
        return CLEANER.register(holder, release);
    }
}
