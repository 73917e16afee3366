package io.gpuquery.catalog;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work on many things, none of which needs another, that the calling thread shares with those of an executor. The caller does what
 * nobody else has begun, so it waits only for what is under way.
 */
final class SharedWork implements Runnable {
    /** With fewer things one thread is done before another has begun. */
    private static final int FEW = 8;

    private final int count;
    private final IntConsumer work;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch pending;
    private final AtomicReferenceArray<@Nullable Throwable> failures;

    private SharedWork(int count, IntConsumer work) {
        this.count = count;
        this.work = work;
        this.pending = new CountDownLatch(count);
        this.failures = new AtomicReferenceArray<>(count);
    }

    /**
     * Does the work for each number below {@code count}. Of several failures that of the lowest number is thrown, whoever met it.
     */
    static void forEach(int count, Executor executor, IntConsumer work) {
        SharedWork shared = new SharedWork(count, work);
        int helpers = count < FEW ? 0 : Runtime.getRuntime().availableProcessors() - 1;
        try {
            for (int i = 0; i < helpers; i++) {
                executor.execute(shared);
            }
        } catch (RejectedExecutionException e) {
            // The caller does it all.
            shared.run();
        }
        shared.run();
        shared.finish();
    }

    @Override
    public void run() {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
                work.accept(i);
            } catch (RuntimeException | Error e) {
                failures.set(i, e);
            } finally {
                pending.countDown();
            }
        }
    }

    private void finish() {
        boolean interrupted = false;
        while (true) {
            try {
                pending.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (int i = 0; i < count; i++) {
            Throwable failure = failures.get(i);
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }
    }
}
