package io.gpuquery.memory;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The claims on a piece of memory: one of its owner, and one of each lease. The last claim that is given back frees the
 * memory.
 *
 * <p>Once a holder was found unreachable without having closed its claim, buffers may still be in use that nobody
 * answers for. From then on the memory is freed only when they too are unreachable.
 */
final class SharedMemory {
    private final Backing backing;
    private final long alignedLengthBytes;
    private final String name;
    private final AtomicInteger claims = new AtomicInteger();
    private volatile boolean abandoned;

    SharedMemory(Backing backing, long alignedLengthBytes, String name) {
        this.backing = backing;
        this.alignedLengthBytes = alignedLengthBytes;
        this.name = name;
    }

    /** The owner's claim, the first. */
    Claim own() {
        if (!claims.compareAndSet(0, 1)) {
            throw new IllegalStateException("the memory of " + name + " has an owner");
        }
        return new Claim(this, true);
    }

    Lease lease() {
        if (!retain()) {
            throw closed();
        }
        LiveResources.opened(LiveResources.Kind.LEASE);
        return new RegionLease(new Claim(this, false));
    }

    /** Adds a claim unless the memory was given back. Every success is followed by one {@link #release()}. */
    boolean retain() {
        int present = claims.get();
        while (present > 0) {
            int seen = claims.compareAndExchange(present, present + 1);
            if (seen == present) {
                return true;
            }
            present = seen;
        }
        return false;
    }

    void release() {
        if (claims.decrementAndGet() == 0) {
            if (abandoned) {
                backing.freeWhenUnreachable();
            } else {
                backing.free();
            }
        }
    }

    /** Some holder was lost without having closed its claim: from now on wait for the buffers too. */
    void holderWasLost() {
        abandoned = true;
    }

    long address() {
        requireValid();
        return backing.address();
    }

    ByteBuffer slice(long offsetBytes, int lengthBytes) {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, alignedLengthBytes);
        requireValid();
        return backing.slice(offsetBytes, lengthBytes);
    }

    void willNeed(long offsetBytes, long lengthBytes) {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, alignedLengthBytes);
        if (!retain()) {
            throw closed();
        }
        try {
            backing.willNeed(offsetBytes, lengthBytes);
        } finally {
            release();
        }
    }

    IllegalStateException closed() {
        return new IllegalStateException(name + " is closed");
    }

    private void requireValid() {
        if (claims.get() == 0) {
            throw closed();
        }
    }

    /** One claim, given back once: by its holder, or by the cleaner when the holder is unreachable. */
    static final class Claim implements Runnable {
        private final SharedMemory memory;
        private final boolean ofOwner;
        private final AtomicInteger held = new AtomicInteger(1);

        private Claim(SharedMemory memory, boolean ofOwner) {
            this.memory = memory;
            this.ofOwner = ofOwner;
        }

        /** Gives the claim back if it is still held. */
        void giveBack() {
            if (held.compareAndSet(1, 0)) {
                if (!ofOwner) {
                    LiveResources.closed(LiveResources.Kind.LEASE);
                }
                memory.release();
            }
        }

        /** The cleaner found the holder unreachable. */
        @Override
        public void run() {
            if (held.get() == 1) {
                memory.holderWasLost();
            }
            giveBack();
        }
    }
}
