package io.gpuquery.column;

import io.gpuquery.memory.Lease;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** One lease for each distinct region under some slices, released together. */
final class Leases implements AutoCloseable {
    /** What getters of a closed column read: every access is out of bounds instead of into memory that is gone. */
    static final ByteBuffer CLOSED = ByteBuffer.allocate(0);

    private final List<Lease> leases = new ArrayList<>();

    private Leases() {}

    static Leases of(List<BufferSlice> slices) {
        Leases held = new Leases();
        Set<MemoryRegion> regions = Collections.newSetFromMap(new IdentityHashMap<>());
        try {
            for (BufferSlice slice : slices) {
                if (regions.add(slice.region())) {
                    held.leases.add(slice.region().lease());
                }
            }
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
        return held;
    }

    @Override
    public void close() {
        leases.forEach(Lease::close);
        leases.clear();
    }
}
