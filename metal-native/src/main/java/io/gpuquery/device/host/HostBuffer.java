package io.gpuquery.device.host;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a region, or a block of its own.
 *
 * <p>Either way it lives by a lease. If the buffer is lost, so is the lease, whose own net then waits for the views that
 * were sliced from the region; the net here only counts.
 */
final class HostBuffer implements DeviceBuffer {
    private static final byte[] ZEROS = new byte[64 << 10];

    private final HostDevice device;
    private final MemoryRegion region;
    private final long regionOffsetBytes;
    private final long lengthBytes;
    private final boolean shared;
    private final boolean writable;
    private final @Nullable String copyReason;
    private final Lease lease;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    private HostBuffer(
            HostDevice device,
            MemoryRegion region,
            long regionOffsetBytes,
            long lengthBytes,
            boolean shared,
            boolean writable,
            @Nullable String copyReason) {
        this.device = device;
        this.region = region;
        this.regionOffsetBytes = regionOffsetBytes;
        this.lengthBytes = lengthBytes;
        this.shared = shared;
        this.writable = writable;
        this.copyReason = copyReason;
        this.lease = region.lease();
        LiveResources.opened(LiveResources.Kind.DEVICE_BUFFER);
        this.opened = Abandonment.watch(this, () -> LiveResources.closed(LiveResources.Kind.DEVICE_BUFFER));
    }

    static HostBuffer shared(HostDevice device, MemoryRegion region, long offsetBytes, long lengthBytes) {
        return new HostBuffer(device, region, offsetBytes, lengthBytes, true, false, null);
    }

    /** Takes the block over: it is freed with this buffer and the kernels that run on it. */
    static HostBuffer owning(HostDevice device, MemoryBlock block, boolean writable, @Nullable String copyReason) {
        try (block) {
            return new HostBuffer(device, block, 0, block.lengthBytes(), false, writable, copyReason);
        }
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public @Nullable String copyReason() {
        return copyReason;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public boolean isHostVisible() {
        return true;
    }

    @Override
    public long hostAddress() {
        requireOpen();
        return region.address() + regionOffsetBytes;
    }

    @Override
    public ByteBuffer hostView(long offsetBytes, int viewBytes) {
        requireOpen();
        try {
            return view(offsetBytes, viewBytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long nativeHandle() {
        return hostAddress() - nativeOffsetBytes();
    }

    @Override
    public long nativeOffsetBytes() {
        return regionOffsetBytes % device.info().pageBytes();
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        requireOpen();
        whileHeld(() -> target.put(view(offsetBytes, target.remaining())));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) {
        requireWritable();
        whileHeld(() -> view(offsetBytes, source.remaining()).put(source));
    }

    @Override
    public void clear() {
        requireWritable();
        whileHeld(() -> {
            for (long done = 0; done < lengthBytes; done += ZEROS.length) {
                int count = (int) Math.min(ZEROS.length, lengthBytes - done);
                view(done, count).put(ZEROS, 0, count);
            }
            return this;
        });
    }

    /** With a lease of its own, since another thread may close this meanwhile. */
    private void whileHeld(Supplier<Object> access) {
        Lease held = newLease();
        try {
            MemoryFaults.guard(List.of(region), access);
        } finally {
            held.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        lease.close();
        opened.clean();
    }

    MemoryRegion region() {
        return region;
    }

    /** A lease for somebody who goes on when this is closed. */
    Lease newLease() {
        requireOpen();
        return region.lease();
    }

    /** A view for somebody who holds a lease. */
    ByteBuffer view(long offsetBytes, int viewBytes) {
        Objects.checkFromIndexSize(offsetBytes, viewBytes, lengthBytes);
        ByteBuffer view = region.slice(regionOffsetBytes + offsetBytes, viewBytes);
        return writable ? view : view.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the buffer of " + lengthBytes + " bytes is closed");
        }
    }

    private void requireWritable() {
        requireOpen();
        if (!writable) {
            throw new UnsupportedOperationException("the buffer of " + lengthBytes + " bytes is for reading");
        }
    }
}
