package io.gpuquery.calcite.exec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What one execution did: counted by all its threads, readable at any time by any thread. */
public final class Receipt {
    /** The stage in which a statement is parsed and planned; short where its plan was kept. */
    public static final String PLAN = "plan";
    /** The stage in which rows are made, by the caller's thread: all that operators of ours do. */
    public static final String EXECUTE = "execute";
    /** Of that, reading batches of tables, added up over threads. */
    public static final String SCAN = "scan";

    /** Rows that scans handed to operators, before any filter. */
    public final LongAdder rowsScanned = new LongAdder();
    /** Blocks that were read. */
    public final LongAdder blocksScanned = new LongAdder();
    /** Blocks that statistics proved empty of matches. */
    public final LongAdder blocksSkipped = new LongAdder();
    /** Rows that were not read, since what the files or the memory know of them was all that was wanted. */
    public final LongAdder rowsKnown = new LongAdder();
    /** Pages of column chunks that were read, dictionaries left out. */
    public final LongAdder pagesRead = new LongAdder();
    /** Pages of column chunks that were passed over in row groups that were read. */
    public final LongAdder pagesSkipped = new LongAdder();
    /** Bytes of columns that operators read where they lie: in the mapped file, or in memory since they were decoded. */
    public final LongAdder bytesShared = new LongAdder();
    /** Bytes of files that were decoded from a copy in memory, as small and compressed files are. */
    public final LongAdder bytesCopied = new LongAdder();
    /** Bytes of files decoded. */
    public final LongAdder bytesDecoded = new LongAdder();
    /** Buffers of a device that share their memory with the columns that they were made of. */
    public final LongAdder buffersWrapped = new LongAdder();
    /** Bytes of columns that kernels read in such buffers. */
    public final LongAdder bufferBytesShared = new LongAdder();
    /** Bytes that were copied into a device's buffers, for want of sharing. */
    public final LongAdder bufferBytesCopied = new LongAdder();
    /** Bytes of columns that kernels read in a device's buffers into which they were copied before. */
    public final LongAdder bufferBytesKept = new LongAdder();
    /** Bytes written to temporary files, for want of memory. */
    public final LongAdder bytesSpilled = new LongAdder();
    /** Kernels that a device ran. */
    public final LongAdder kernelsRun = new LongAdder();
    /** Nanoseconds that a device was at work, added up over kernels. */
    public final LongAdder deviceNanos = new LongAdder();
    /** Rows handed out. */
    public final LongAdder rowsReturned = new LongAdder();

    private final Set<String> coldColumns = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Set<String> warmColumns = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Set<String> fallbacks = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Map<String, LongAdder> stageNanos = new TreeMap<>();
    private volatile String device = "cpu";

    /** What ran it, such as {@code cpu}. */
    public String device() {
        return device;
    }

    public void ranOn(String newDevice) {
        device = newDevice;
    }

    /** Notes a column that had to be decoded, as far as it was not in memory. */
    public void coldColumn(String column) {
        coldColumns.add(column);
    }

    /** Notes a column that was in memory. */
    public void warmColumn(String column) {
        warmColumns.add(column);
    }

    /** Notes an expression that no loop covers. */
    public void fallback(String expression) {
        fallbacks.add(expression);
    }

    /** Adds time that a stage took, of any thread. */
    public void addStage(String stage, long nanos) {
        synchronized (stageNanos) {
            stageNanos.computeIfAbsent(stage, name -> new LongAdder()).add(nanos);
        }
    }

    /** Columns that had to be decoded, in the order noted. */
    public Set<String> coldColumns() {
        synchronized (coldColumns) {
            return new LinkedHashSet<>(coldColumns);
        }
    }

    /** Columns that were resident, in the order noted. */
    public Set<String> warmColumns() {
        synchronized (warmColumns) {
            return new LinkedHashSet<>(warmColumns);
        }
    }

    /** Expressions that no loop covers, in the order noted. */
    public Set<String> fallbacks() {
        synchronized (fallbacks) {
            return new LinkedHashSet<>(fallbacks);
        }
    }

    /** Nanoseconds of each stage, summed over threads. */
    public Map<String, Long> stageNanos() {
        synchronized (stageNanos) {
            Map<String, Long> copy = new LinkedHashMap<>();
            stageNanos.forEach((stage, nanos) -> copy.put(stage, nanos.sum()));
            return copy;
        }
    }

    @Override
    public String toString() {
        return "device=" + device + ", rowsScanned=" + rowsScanned + ", blocksScanned=" + blocksScanned
                + ", blocksSkipped=" + blocksSkipped + ", rowsKnown=" + rowsKnown + ", pagesRead=" + pagesRead
                + ", pagesSkipped=" + pagesSkipped + ", bytesShared=" + bytesShared + ", bytesCopied=" + bytesCopied
                + ", bytesDecoded=" + bytesDecoded + ", buffersWrapped=" + buffersWrapped
                + ", bufferBytesShared=" + bufferBytesShared + ", bufferBytesCopied=" + bufferBytesCopied
                + ", bufferBytesKept=" + bufferBytesKept
                + ", kernelsRun=" + kernelsRun + ", deviceNanos=" + deviceNanos
                + ", bytesSpilled=" + bytesSpilled + ", rowsReturned=" + rowsReturned + ", cold=" + coldColumns()
                + ", warm=" + warmColumns() + ", stageNanos=" + stageNanos() + ", fallbacks=" + fallbacks();
    }
}
