package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** One lease for each distinct region under some slices, and buffers of devices over them, released together. */
final class Leases implements AutoCloseable {
    /** What getters of a closed column read: every access is out of bounds instead of into memory that is gone. */
    static final ByteBuffer CLOSED = ByteBuffer.allocate(0);

    private final List<Lease> leases = new ArrayList<>();
    /** The buffers of each device that asked, in the order of the slices; devices are told apart by identity. */
    private final IdentityHashMap<Device, List<DeviceBuffer>> buffers = new IdentityHashMap<>();

    private boolean closed;

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

    /** The slices as buffers of a device, made when it first asks and closed with this. */
    synchronized List<DeviceBuffer> buffers(Device device, List<BufferSlice> slices) {
        if (closed) {
            throw new IllegalStateException("the column is closed");
        }
        List<DeviceBuffer> known = buffers.get(device);
        if (known == null || !known.stream().allMatch(DeviceBuffer::isOpen)) {
            known = wrap(device, slices);
            buffers.put(device, known);
        }
        return known;
    }

    private static List<DeviceBuffer> wrap(Device device, List<BufferSlice> slices) {
        List<DeviceBuffer> made = new ArrayList<>();
        try {
            for (BufferSlice slice : slices) {
                made.add(device.wrap(slice.region(), slice.offsetBytes(), slice.lengthBytes()));
            }
            return List.copyOf(made);
        } catch (RuntimeException | Error e) {
            made.forEach(DeviceBuffer::close);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        buffers.values().forEach(list -> list.forEach(DeviceBuffer::close));
        buffers.clear();
        leases.forEach(Lease::close);
        leases.clear();
    }
}
