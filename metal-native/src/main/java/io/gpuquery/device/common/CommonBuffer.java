package io.gpuquery.device.common;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.memory.Abandonment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A buffer over the host's memory where the device shares it, else in the device's memory. */
public final class CommonBuffer implements DeviceBuffer {
    private final CommonDevice device;
    private final BufferMemory memory;
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
    CommonBuffer(
            CommonDevice device, BufferMemory memory, boolean shared, boolean writable, @Nullable String copyReason) {
        this.device = device;
        this.memory = memory;
        this.lengthBytes = memory.lengthBytes();
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
    public boolean isOpen() {
        return !closed;
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
        return memory.bytes() != null;
    }

    @Override
    public long hostAddress() {
        requireOpen();
        return visibleBytes().address();
    }

    @Override
    public ByteBuffer hostView(long offsetBytes, int viewBytes) {
        requireOpen();
        try {
            return visibleBytes().view(offsetBytes, viewBytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long nativeHandle() {
        requireOpen();
        return memory.handle();
    }

    @Override
    public long nativeOffsetBytes() {
        return memory.offsetBytes();
    }

    @Override
    public DeviceBuffer part(long offsetBytes, long partBytes) {
        Objects.checkFromIndexSize(offsetBytes, partBytes, lengthBytes);
        // With a claim, since another thread may close this meanwhile.
        BufferMemory held = claimed();
        try {
            BufferMemory part = held.part(offsetBytes, partBytes);
            return device.noted(new CommonBuffer(device, part, shared, false, copyReason), part.bytes(), offsetBytes);
        } finally {
            held.release();
        }
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        requireOpen();
        Objects.checkFromIndexSize(offsetBytes, target.remaining(), lengthBytes);
        whileHeld(bytes -> bytes.read(offsetBytes, target), () -> memory.readByDevice(offsetBytes, target));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) {
        requireWritable();
        Objects.checkFromIndexSize(offsetBytes, source.remaining(), lengthBytes);
        whileHeld(bytes -> bytes.write(offsetBytes, source), () -> memory.writeByDevice(offsetBytes, source));
    }

    @Override
    public void clear() {
        requireWritable();
        whileHeld(RegionBytes::clear, memory::clearByDevice);
    }

    /** With a claim, since another thread may close this meanwhile. */
    private void whileHeld(Consumer<RegionBytes> byHost, Runnable byDevice) {
        BufferMemory held = claimed();
        try {
            RegionBytes bytes = held.bytes();
            if (bytes == null) {
                byDevice.run();
            } else {
                byHost.accept(bytes);
            }
        } finally {
            held.release();
        }
    }

    @Override
    public void close() {
        try {
            closed = true;
            memory.closing();
            opened.clean();
        } finally {
            // Else the net may find this abandoned in the middle of it.
            Reference.reachabilityFence(this);
        }
    }

    /** The native side. It stays with whoever holds a claim: a submission does. */
    public BufferMemory memory() {
        return memory;
    }

    /** The memory with a claim, for somebody who goes on when this is closed. */
    BufferMemory claimed() {
        if (closed || !memory.retain()) {
            throw closed();
        }
        return memory;
    }

    private RegionBytes visibleBytes() {
        RegionBytes bytes = memory.bytes();
        if (bytes == null) {
            throw new UnsupportedOperationException(
                    "the host does not see this buffer: " + device.info().name() + " has memory of its own");
        }
        return bytes;
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
