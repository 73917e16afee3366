package io.gpuquery.calcite.kernel;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceException.Reason;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.memory.Closing;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a device over columns, each made once for all statements. A buffer belongs to the memory that it was made of, and is
 * closed with that: a segment that is given up, a file that is replaced. It is closed before, the one whose use was the longest ago
 * first, where all of them would take more than a budget. Who uses one has a part of it, which stays valid.
 *
 * <p>A segment in memory is one buffer, whatever part of it a batch has; of a mapped file only what a batch has is wrapped, since drivers
 * may wire the whole of a buffer. Any thread may use this.
 */
final class ColumnBuffers implements AutoCloseable {
    /** The system property that bounds what buffers of columns take on each device. */
    static final String PROPERTY = "gpuquery.deviceMemory";

    private static final int FEW = 64;

    private final Device device;
    private final long budgetBytes;
    /** Those that were made and not given up here, the least recently used first; some may have been closed by their owners. */
    private final LinkedHashMap<DeviceBuffer, Long> made = new LinkedHashMap<>(FEW, 0.75f, true);

    private long madeBytes;
    private volatile boolean closed;
    private int sizeAtRemoval = FEW;

    ColumnBuffers(Device device, long budgetBytes) {
        this.device = device;
        this.budgetBytes = budgetBytes;
    }

    /** What the system property says, or three quarters of what a device recommends: the rest is for whatever else is computed there. */
    static long budgetBytes(Device device) {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return MemoryBudget.parse(PROPERTY, given);
        }
        long recommended = device.info().recommendedWorkingSetBytes();
        return recommended == 0 ? Long.MAX_VALUE : recommended / 4 * 3;
    }

    /**
     * A part of a column, which the caller closes.
     *
     * @throws DeviceException if the device has no room for it
     */
    DeviceBuffer part(BufferSlice slice, KernelCounters counters) {
        DeviceBuffer part;
        try {
            part = tryPart(slice, counters);
        } catch (DeviceException e) {
            if (e.reason() != Reason.OUT_OF_MEMORY) {
                throw e;
            }
            // Others than these may have taken it; without them there is the most room that can be had.
            giveUpAll();
            part = tryPart(slice, counters);
        }
        if (part.isShared()) {
            counters.bytesShared().add(slice.lengthBytes());
        }
        return part;
    }

    private DeviceBuffer tryPart(BufferSlice slice, KernelCounters counters) {
        long offset = slice.offsetBytes();
        if (slice.region() instanceof MemoryBlock block) {
            DeviceBuffer whole = block.buffer(device);
            DeviceBuffer part = whole == null ? null : partOf(whole, offset, slice.lengthBytes(), counters);
            return part == null ? own(slice, counters) : part;
        }
        MappedFile file = (MappedFile) slice.region();
        DeviceBuffer piece;
        try {
            piece = file.buffer(device, offset, slice.lengthBytes());
        } catch (IllegalStateException closed) {
            return own(slice, counters);
        }
        DeviceBuffer part = partOf(piece, 0, slice.lengthBytes(), counters);
        return part == null ? own(slice, counters) : part;
    }

    /** How many bytes of a column a device that copies does not have yet. */
    long bytesToCopy(BufferSlice slice) {
        boolean isThere = slice.region() instanceof MemoryBlock block
                ? block.hasBuffer(device)
                : ((MappedFile) slice.region()).hasBuffer(device, slice.offsetBytes(), slice.lengthBytes());
        return isThere ? 0 : slice.lengthBytes();
    }

    /** Null where the whole was closed meanwhile, or no part can begin there. */
    private @Nullable DeviceBuffer partOf(
            DeviceBuffer whole, long offsetBytes, long lengthBytes, KernelCounters counters) {
        boolean isNew = note(whole);
        if (isNew) {
            count(whole, counters);
        }
        try {
            DeviceBuffer part = whole.part(offsetBytes, lengthBytes);
            if (!isNew && !part.isShared()) {
                counters.bytesKept().add(lengthBytes);
            }
            return part;
        } catch (IllegalStateException closed) {
            return null;
        } catch (DeviceException e) {
            if (e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
            return null;
        }
    }

    /** A buffer for this one use: nobody keeps the memory for longer. */
    private DeviceBuffer own(BufferSlice slice, KernelCounters counters) {
        DeviceBuffer buffer = device.wrap(slice.region(), slice.offsetBytes(), slice.lengthBytes());
        count(buffer, counters);
        return buffer;
    }

    private static void count(DeviceBuffer buffer, KernelCounters counters) {
        if (buffer.isShared()) {
            counters.buffersWrapped().increment();
        } else {
            counters.bytesCopied().add(buffer.lengthBytes());
        }
    }

    /** Notes a use; true if it is the first. */
    private boolean note(DeviceBuffer buffer) {
        synchronized (made) {
            if (made.get(buffer) != null) {
                return false;
            }
            made.put(buffer, buffer.lengthBytes());
            madeBytes += buffer.lengthBytes();
            if (made.size() >= sizeAtRemoval) {
                removeClosed();
                sizeAtRemoval = 2 * made.size() + FEW;
            }
        }
        if (closed) {
            close();
        } else {
            giveUp(budgetBytes, buffer);
        }
        return true;
    }

    private void removeClosed() {
        Iterator<Map.Entry<DeviceBuffer, Long>> all = made.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<DeviceBuffer, Long> each = all.next();
            if (!each.getKey().isOpen()) {
                madeBytes -= each.getValue();
                all.remove();
            }
        }
    }

    /** Closes buffers until they take no more than so many bytes, apart from one. */
    private void giveUp(long mostBytes, @Nullable DeviceBuffer wanted) {
        List<DeviceBuffer> superfluous = new ArrayList<>();
        synchronized (made) {
            if (madeBytes > mostBytes) {
                removeClosed();
            }
            Iterator<Map.Entry<DeviceBuffer, Long>> eldest = made.entrySet().iterator();
            while (madeBytes > mostBytes && eldest.hasNext()) {
                Map.Entry<DeviceBuffer, Long> each = eldest.next();
                if (each.getKey() != wanted) {
                    madeBytes -= each.getValue();
                    superfluous.add(each.getKey());
                    eldest.remove();
                }
            }
        }
        Closing.all(superfluous);
    }

    /** Closes all buffers that there are. */
    void giveUpAll() {
        giveUp(-1, null);
    }

    /** Bytes of the buffers that there are. */
    long bytes() {
        synchronized (made) {
            removeClosed();
            return madeBytes;
        }
    }

    /** Closes all of them. Idempotent. */
    @Override
    public void close() {
        closed = true;
        giveUpAll();
    }
}
