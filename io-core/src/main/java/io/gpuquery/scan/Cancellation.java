package io.gpuquery.scan;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A wish to stop, set by any thread and looked at by those who work: at least once per batch, and per few thousand rows within
 * long loops.
 */
public final class Cancellation {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final BooleanSupplier alsoCancelled;

    public Cancellation() {
        this(() -> false);
    }

    /** Takes alsoCancelled: somebody else's flag that counts too, cheap to ask. */
    public Cancellation(BooleanSupplier alsoCancelled) {
        this.alsoCancelled = alsoCancelled;
    }

    public void cancel() {
        cancelled.set(true);
    }

    public boolean isCancelled() {
        return cancelled.get() || alsoCancelled.getAsBoolean();
    }

    /** Throws {@link CancellationException} if somebody wished to stop. */
    public void check() {
        if (isCancelled()) {
            throw new CancellationException("the statement was cancelled");
        }
    }
}
