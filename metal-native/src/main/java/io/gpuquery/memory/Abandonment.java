package io.gpuquery.memory;

import java.lang.ref.Cleaner;

/**
 * The net under holders of native resources that were never closed.
 *
 * <p>One daemon thread per process runs the actions. It is a net and not a plan: when it runs is up to the garbage
 * collector.
 */
public final class Abandonment {
    /** Its thread inherits nothing of whoever came first, and ends when this class is unloaded: the JDK sees to both. */
    private static final Cleaner CLEANER = Cleaner.create();

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
