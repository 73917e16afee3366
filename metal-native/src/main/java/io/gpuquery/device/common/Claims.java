package io.gpuquery.device.common;

import java.util.concurrent.atomic.AtomicInteger;

/** For devices: counts who needs a native object: its holder at first, and submissions. The last one to let go frees it. */
public final class Claims {
    private final AtomicInteger count = new AtomicInteger(1);
    private final Runnable free;

    /** The holder's claim; {@code free} runs once, with the last. */
    public Claims(Runnable free) {
        this.free = free;
    }

    /** One more claim; false if the object was freed. */
    public boolean retain() {
        int present = count.get();
        while (present > 0) {
            int seen = count.compareAndExchange(present, present + 1);
            if (seen == present) {
                return true;
            }
            present = seen;
        }
        return false;
    }

    /** Lets one claim go. */
    public void release() {
        if (count.decrementAndGet() == 0) {
            free.run();
        }
    }
}
