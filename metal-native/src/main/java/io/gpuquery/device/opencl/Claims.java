package io.gpuquery.device.opencl;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who needs a native object: its holder at first, and submissions. The last one to let go frees it. */
final class Claims {
    private final AtomicInteger count = new AtomicInteger(1);
    private final Runnable free;

    Claims(Runnable free) {
        this.free = free;
    }

    /** One more claim; false if the object was freed. */
    boolean retain() {
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

    void release() {
        if (count.decrementAndGet() == 0) {
            free.run();
        }
    }
}
