package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

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
    /** None in what buffers know of the block. */
    private final SharedMemory.@Nullable Claim ownership;

    private final Cleaner.@Nullable Cleanable net;
    private final Wrappers wrappers = new Wrappers();
    private volatile boolean frozen;

    private MemoryBlock(long lengthBytes, long alignedLengthBytes, Backing backing) {
        this.lengthBytes = lengthBytes;
        this.alignedLengthBytes = alignedLengthBytes;
        this.memory = new SharedMemory(backing, alignedLengthBytes, "the block of " + lengthBytes + " bytes");
        SharedMemory.Claim own = memory.own();
        this.ownership = own;
        this.net = Abandonment.watch(this, own);
    }

    /** The same block, owned by another: what buffers know, since a block that its own buffers know is never found abandoned. */
    private MemoryBlock(MemoryBlock owner) {
        this.lengthBytes = owner.lengthBytes;
        this.alignedLengthBytes = owner.alignedLengthBytes;
        this.memory = owner.memory;
        this.ownership = null;
        this.net = null;
        this.frozen = owner.frozen;
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

    /**
     * The whole block as a buffer of a device, for as long as its owner keeps the block, who has written all that it will write. Who asks
     * again is given the same buffer. The block owns it, and closes it with itself.
     *
     * @param device what makes the buffer
     * @return null where the owner has closed the block, which only leases keep then
     */
    public <B extends RegionBuffer> @Nullable B buffer(RegionWrapper<B> device) {
        return wrappers.getIfOpen(device, () -> new MemoryBlock(this), 0, lengthBytes);
    }

    /** Whether {@link #buffer} would make none, since there is one. */
    public boolean hasBuffer(RegionWrapper<?> device) {
        return wrappers.has(device, 0, lengthBytes);
    }

    /** Gives up ownership: buffers of it are closed, and the memory is freed with the last lease. Idempotent. */
    @Override
    public void close() {
        try {
            wrappers.close();
            if (ownership != null && net != null) {
                ownership.giveBack();
                net.clean();
            }
        } finally {
            // Else the net may find this abandoned in the middle of it.
            Reference.reachabilityFence(this);
        }
    }
}
