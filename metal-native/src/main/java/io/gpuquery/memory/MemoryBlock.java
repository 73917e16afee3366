package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block of native memory, zeroed, and aligned like every region.
 *
 * <p>Whoever allocates a block owns it and closes it; leases keep the memory alive beyond that. Its buffers may be
 * written. Any thread may use a block; threads that write and read the same bytes agree among themselves.
 */
public final class MemoryBlock implements MemoryRegion, AutoCloseable {
    private final long lengthBytes;
    private final long alignedLengthBytes;
    private final SharedMemory memory;
    private final SharedMemory.Claim ownership;
    private final Cleaner.Cleanable net;
    private volatile boolean frozen;

    private MemoryBlock(long lengthBytes, long alignedLengthBytes, Backing backing) {
        this.lengthBytes = lengthBytes;
        this.alignedLengthBytes = alignedLengthBytes;
        this.memory = new SharedMemory(backing, alignedLengthBytes, "the block of " + lengthBytes + " bytes");
        this.ownership = memory.own();
        this.net = Abandonment.watch(this, ownership);
    }

    /**
     * A new block of zeros.
     *
     * @throws DataException if the system has not got the memory
     */
    public static MemoryBlock allocate(long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("a block of " + lengthBytes + " bytes");
        }
        long alignedLengthBytes;
        try {
            alignedLengthBytes = Pages.regionBytes(lengthBytes);
        } catch (ArithmeticException e) {
            throw memoryIsShort(lengthBytes, e);
        }
        Backing backing = NativeAccess.isAvailable()
                ? BlockAllocation.allocate(lengthBytes, alignedLengthBytes)
                : allocateByJdk(lengthBytes, alignedLengthBytes);
        LiveResources.opened(LiveResources.Kind.BLOCK);
        return new MemoryBlock(lengthBytes, alignedLengthBytes, backing);
    }

    static DataException memoryIsShort(long lengthBytes, Throwable cause) {
        return new DataException(
                "Cannot allocate a block of " + lengthBytes + " bytes: memory is short",
                Location.none(),
                "Give the process more memory, or query fewer columns or files at a time.",
                cause);
    }

    /** Makes all buffers that are sliced from now on read-only. */
    void freeze() {
        frozen = true;
    }

    SharedMemory memory() {
        return memory;
    }

    private static Backing allocateByJdk(long lengthBytes, long alignedLengthBytes) {
        try {
            int alignmentBytes = Math.toIntExact(Pages.alignmentBytes());
            ByteBuffer memory =
                    ByteBuffer.allocateDirect(Math.toIntExact(Math.addExact(alignedLengthBytes, alignmentBytes)));
            return new HeapBacking(memory.alignedSlice(alignmentBytes));
        } catch (OutOfMemoryError | ArithmeticException e) {
            throw memoryIsShort(lengthBytes, e);
        }
    }

    @Override
    public long address() {
        return memory.address();
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public long alignedLengthBytes() {
        return alignedLengthBytes;
    }

    @Override
    public ByteBuffer slice(long offsetBytes, int sliceBytes) {
        try {
            ByteBuffer slice = memory.slice(offsetBytes, sliceBytes);
            return frozen ? slice.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN) : slice;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Lease lease() {
        try {
            return memory.lease();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Gives up ownership: the memory is freed with the last lease. Idempotent. */
    @Override
    public void close() {
        try {
            ownership.giveBack();
            net.clean();
        } finally {
            // Else the net may find this abandoned in the middle of it.
            Reference.reachabilityFence(this);
        }
    }
}
