package io.gpuquery.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/** A lease on the memory of one region. */
final class RegionLease implements Lease {
    private final SharedMemory.Claim claim;
    private final Cleaner.Cleanable net;

    RegionLease(SharedMemory.Claim claim) {
        this.claim = claim;
        this.net = Abandonment.watch(this, claim);
    }

    @Override
    public void close() {
        try {
            claim.giveBack();
            net.clean();
        } finally {
            // Else the net may find this abandoned in the middle of it.
            Reference.reachabilityFence(this);
        }
    }
}
