package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.Pages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary of one column, for all its segments: it only grows, so codes stay what they are. Different codes are different
 * strings; their order says nothing.
 *
 * <p>Ownership: owns the memory of the entries; what {@link #entries} gave holds leases. Any thread may call.
 */
public final class ColumnDictionary implements AutoCloseable {
    /** Strings that are as many as this repeat too little to be worth a dictionary. */
    static final int MAX_ENTRIES = 1 << 18;

    private static final int ALIGNMENT_BYTES = 64;

    private final ColumnType type;
    private StringTable table = new StringTable();
    private @Nullable ViewColumn entries;
    private long bytes;

    public ColumnDictionary(ColumnType type) {
        this.type = type;
    }

    /** Adds the strings of a segment: the code of each; null if they would be too many. */
    synchronized int @Nullable [] add(StringTable strings) {
        if ((long) table.size() + strings.size() > MAX_ENTRIES) {
            return null;
        }
        StringHeap heap = strings.entries();
        int[] codes = new int[heap.count()];
        for (int i = 0; i < codes.length; i++) {
            long head = heap.head(i);
            codes[i] = StringHeap.isInline(head)
                    ? table.intern(head, heap.tail(i))
                    : table.intern(head, heap.data(), StringHeap.offset(heap.tail(i)));
        }
        return codes;
    }

    /** Different strings. */
    public synchronized int size() {
        return table.size();
    }

    /** Memory that the entries take, or will take when somebody asks for them. */
    public synchronized long bytes() {
        return table.size() == 0
                ? 0
                : Pages.regionBytes(dataAt() + table.entries().dataBytes());
    }

    private long dataAt() {
        return ((long) table.size() * 16 + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    }

    /** The present entries, for {@link ResidentColumn#rows}; to be closed by the caller. Equal as long as nothing was added. */
    public synchronized ViewColumn entries() {
        StringHeap heap = table.entries();
        ViewColumn present = entries;
        if (present == null || present.rowCount() != heap.count()) {
            present = write(heap);
            closeEntries();
            entries = present;
            bytes = bytes();
        }
        return new ViewColumn(type, present.rowCount(), present.validity(), present.views(), present.data());
    }

    private ViewColumn write(StringHeap heap) {
        try (MemoryBlock block = MemoryBlock.allocate(dataAt() + heap.dataBytes())) {
            BufferSlice views = heap.writeViews(block, 0);
            List<BufferSlice> data = heap.dataBytes() == 0 ? List.of() : List.of(heap.writeData(block, dataAt()));
            return new ViewColumn(type, heap.count(), Validity.allValid(heap.count()), views, data);
        }
    }

    /** Memory that is allocated. */
    public synchronized long allocatedBytes() {
        return entries == null ? 0 : bytes;
    }

    /** Forgets all strings, when there are no codes of them any more. */
    @Override
    public synchronized void close() {
        closeEntries();
        table = new StringTable();
    }

    private void closeEntries() {
        if (entries != null) {
            entries.close();
            entries = null;
        }
    }
}
