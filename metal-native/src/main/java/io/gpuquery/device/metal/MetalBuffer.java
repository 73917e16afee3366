package io.gpuquery.device.metal;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.RegionBytes;
import io.gpuquery.memory.Abandonment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An {@code MTLBuffer} in storage that the host sees. */
final class MetalBuffer implements DeviceBuffer {
    private final MetalDevice device;
    private final MetalMemory memory;
    private final long lengthBytes;
    private final boolean shared;
    private final boolean writable;
    private final @Nullable String copyReason;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    /**
     * Takes the memory over.
     *
     * @param shared whether it is the memory of a region that somebody wrapped
     */
    MetalBuffer(
            MetalDevice device,
            MetalMemory memory,
            long lengthBytes,
            boolean shared,
            boolean writable,
            @Nullable String copyReason) {
        this.device = device;
        this.memory = memory;
        this.lengthBytes = lengthBytes;
        this.shared = shared;
        this.writable = writable;
        this.copyReason = copyReason;
        this.opened = Abandonment.watch(this, memory::release);
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
        return memory.bytes().address();
    }

    @Override
    public ByteBuffer hostView(long offsetBytes, int viewBytes) {
        requireOpen();
        try {
            return memory.bytes().view(offsetBytes, viewBytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long nativeHandle() {
        requireOpen();
        return memory.buffer();
    }

    @Override
    public long nativeOffsetBytes() {
        return memory.offsetBytes();
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        requireOpen();
        Objects.checkFromIndexSize(offsetBytes, target.remaining(), lengthBytes);
        whileHeld(bytes -> bytes.read(offsetBytes, target));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) {
        requireWritable();
        Objects.checkFromIndexSize(offsetBytes, source.remaining(), lengthBytes);
        whileHeld(bytes -> bytes.write(offsetBytes, source));
    }

    @Override
    public void clear() {
        requireWritable();
        whileHeld(RegionBytes::clear);
    }

    /** With a claim, since another thread may close this meanwhile. */
    private void whileHeld(Consumer<RegionBytes> access) {
        MetalMemory held = claimed();
        try {
            access.accept(held.bytes());
        } finally {
            held.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        memory.closing();
        opened.clean();
    }

    MetalMemory memory() {
        return memory;
    }

    /** The memory with a claim, for somebody who goes on when this is closed. */
    MetalMemory claimed() {
        if (closed || !memory.retain()) {
            throw closed();
        }
        return memory;
    }

    private void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("the buffer of " + lengthBytes + " bytes is closed");
    }

    private void requireWritable() {
        requireOpen();
        if (!writable) {
            throw new UnsupportedOperationException("the buffer of " + lengthBytes + " bytes is for reading");
        }
    }
}
