package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.Pages;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a segment of strings: codes of the column's dictionary where strings repeat, else views with the bytes of long strings behind
 * them.
 */
final class StringSegmentBuilder implements SegmentBuilder {
    private static final int ALIGNMENT_BYTES = 64;
    /** So many rows show whether strings repeat. */
    private static final int TRIAL_ROWS = 8192;
    /** So many are enough where those of the segment before did not. */
    private static final int SHORT_TRIAL_ROWS = 1024;

    private final ColumnType type;
    private final int blockRows;
    private final ColumnDictionary dictionary;
    private final PresentBits present = new PresentBits();
    private final StringSource source = new StringSource();
    private final StringTable table = new StringTable();
    private int[] codes;
    /** All rows, once it is clear that strings do not repeat. */
    private @Nullable StringHeap strings;

    /** Where they go then. */
    private final StringHeap rows = new StringHeap();

    private int trialRows = TRIAL_ROWS;

    private int[] sourceCodes = new int[0];
    private int[] masks = new int[0];
    /** The entries that codes of a batch mean; batches of a row group share them. */
    private final StringSource sourceEntries = new StringSource();

    private @Nullable BufferSlice knownDictionary;
    /** Code of an entry of the known dictionary; -1 where nobody has looked. */
    private int[] codeOfEntry = new int[0];

    private @Nullable BlockBounds bounds;

    StringSegmentBuilder(ColumnType type, int rows, int blockRows, ColumnDictionary dictionary) {
        this.type = type;
        this.codes = new int[rows];
        this.blockRows = blockRows;
        this.dictionary = dictionary;
    }

    @Override
    public SegmentBuilder next(int newRows) {
        trialRows = strings == null ? TRIAL_ROWS : SHORT_TRIAL_ROWS;
        present.clear();
        table.clear();
        rows.clear();
        strings = null;
        codes = codes.length < newRows ? new int[newRows] : codes;
        knownDictionary = null;
        bounds = null;
        return this;
    }

    @Override
    public int rowCount() {
        return present.rowCount();
    }

    @Override
    public void append(Column column, int from, int to) {
        int start = rowCount();
        int count = to - from;
        present.append(column.validity(), from, count);
        if (strings == null && codes.length < start + count) {
            codes = Arrays.copyOf(codes, Math.max(start + count, 2 * codes.length));
        }
        if (column instanceof DictionaryColumn coded) {
            if (sourceCodes.length < count) {
                sourceCodes = new int[count];
            }
            coded.codes().bytes().asIntBuffer().get(from, sourceCodes, 0, count);
            addCodes(sourceCodes, coded.dictionary(), count, start);
        } else {
            appendStrings((ViewColumn) column, from, count, start);
            if (strings == null && rowCount() >= trialRows && !isRepetitive(3, 4)) {
                becomeViews();
            }
        }
    }

    private void appendStrings(ViewColumn column, int from, int count, int start) {
        source.open(column, from, count);
        StringHeap target = strings;
        for (int i = 0; i < count; i++) {
            boolean valid = present.isPresent(start + i);
            if (target != null) {
                append(target, valid, source, i);
            } else {
                codes[start + i] = valid ? source.intern(i, table) : 0;
            }
        }
    }

    private static void append(StringHeap target, boolean valid, StringSource from, int row) {
        if (valid) {
            from.append(row, target);
        } else {
            target.append(0, 0);
        }
    }

    @Override
    public void appendTexts(byte[] bytes, int[] starts, int[] ends, int count, byte @Nullable [] flags) {
        int start = rowCount();
        present.append(flags, count);
        if (strings == null && codes.length < start + count) {
            codes = Arrays.copyOf(codes, Math.max(start + count, 2 * codes.length));
        }
        StringHeap target = strings;
        for (int i = 0; i < count; i++) {
            int from = starts[i];
            int length = ends[i] - from;
            boolean valid = flags == null || flags[i] != 0;
            if (target != null) {
                append(target, bytes, from, valid ? length : 0);
            } else {
                codes[start + i] = valid ? intern(bytes, from, length) : 0;
            }
        }
        if (target == null && rowCount() >= trialRows && !isRepetitive(3, 4)) {
            becomeViews();
        }
    }

    private static void append(StringHeap target, byte[] bytes, int from, int length) {
        long head = StringHeap.head(bytes, from, length);
        if (StringHeap.isInline(head)) {
            target.append(head, StringHeap.tail(bytes, from, length));
        } else {
            target.append(head, bytes, from);
        }
    }

    private int intern(byte[] bytes, int from, int length) {
        if (length == 1) {
            return table.intern(bytes[from]);
        }
        long head = StringHeap.head(bytes, from, length);
        return StringHeap.isInline(head)
                ? table.intern(head, StringHeap.tail(bytes, from, length))
                : table.intern(head, bytes, from);
    }

    @Override
    public void appendCodes(int[] places, int count, byte @Nullable [] flags, ViewColumn entries) {
        int start = rowCount();
        present.append(flags, count);
        if (strings == null && codes.length < start + count) {
            codes = Arrays.copyOf(codes, Math.max(start + count, 2 * codes.length));
        }
        addCodes(places, entries, count, start);
    }

    private void addCodes(int[] places, ViewColumn entries, int count, int start) {
        if (!entries.views().equals(knownDictionary)) {
            knownDictionary = entries.views();
            sourceEntries.open(entries, 0, entries.rowCount());
            codeOfEntry = new int[Math.max(1, entries.rowCount())];
            Arrays.fill(codeOfEntry, -1);
        }
        StringHeap target = strings;
        if (target != null) {
            for (int i = 0; i < count; i++) {
                append(target, present.isPresent(start + i), sourceEntries, places[i]);
            }
            return;
        }
        if (present.nulls(start, start + count) == 0) {
            int[] known = codeOfEntry;
            int[] found = codes;
            for (int i = 0; i < count; i++) {
                int code = known[places[i]];
                found[start + i] = code < 0 ? codeOf(places[i]) : code;
            }
            return;
        }
        if (masks.length < count) {
            masks = new int[count];
        }
        present.masks(start, count, masks);
        for (int i = 0; i < count; i++) {
            int entry = places[i] & masks[i];
            int code = codeOfEntry[entry];
            if (code < 0 && masks[i] != 0) {
                code = codeOf(entry);
            }
            codes[start + i] = code & masks[i];
        }
    }

    private int codeOf(int entry) {
        int code = sourceEntries.intern(entry, table);
        codeOfEntry[entry] = code;
        return code;
    }

    @Override
    public void appendInts(int[] values, int count, byte @Nullable [] flags) {
        throw numbers();
    }

    @Override
    public void appendLongs(long[] values, int count, byte @Nullable [] flags) {
        throw numbers();
    }

    private IllegalArgumentException numbers() {
        return new IllegalArgumentException("numbers for a column of " + type);
    }

    /** Whether there are no more different strings than a share of the rows that have one. */
    private boolean isRepetitive(int numerator, int denominator) {
        long strung = (long) rowCount() - present.nullCount();
        return (long) table.size() * denominator <= strung * numerator;
    }

    private void becomeViews() {
        StringHeap entries = table.entries();
        rows.takeData(entries);
        for (int row = 0; row < rowCount(); row++) {
            if (present.isPresent(row)) {
                rows.append(entries.head(codes[row]), entries.tail(codes[row]));
            } else {
                rows.append(0, 0);
            }
        }
        strings = rows;
        table.clear();
    }

    @Override
    public long finish() {
        int[] remap = null;
        if (strings == null && table.size() > 0 && isRepetitive(1, 2)) {
            remap = dictionary.add(table);
        }
        bounds = StringBounds.of(strings == null ? table : null, codes, present, blockRows);
        if (remap != null) {
            replace(codes, rowCount(), remap);
        } else if (strings == null) {
            becomeViews();
        }
        return Pages.regionBytes(lengthBytes());
    }

    private static void replace(int[] codes, int count, int[] by) {
        for (int row = 0; row < count; row++) {
            codes[row] = by[codes[row]];
        }
    }

    private long lengthBytes() {
        return strings == null ? bitmapAt() + present.lengthBytes() : dataAt() + rows.dataBytes();
    }

    private long bitmapAt() {
        return align((long) rowCount() * (strings == null ? Integer.BYTES : 16));
    }

    private long dataAt() {
        return align(bitmapAt() + present.lengthBytes());
    }

    private static long align(long bytes) {
        return (bytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    }

    @Override
    public ResidentColumn build() {
        BlockBounds known = bounds;
        if (known == null) {
            throw new IllegalStateException("the segment is not finished");
        }
        MemoryBlock block = MemoryBlock.allocate(lengthBytes());
        try {
            ResidentColumn.Body body;
            if (strings == null) {
                BufferSlice slice = new BufferSlice(block, 0, rowCount() * Integer.BYTES);
                slice.bytes().asIntBuffer().put(codes, 0, rowCount());
                body = new ResidentColumn.Body.Codes(slice);
            } else {
                List<BufferSlice> data = rows.dataBytes() == 0 ? List.of() : List.of(rows.writeData(block, dataAt()));
                body = new ResidentColumn.Body.Views(rows.writeViews(block, 0), data);
            }
            return new ResidentColumn(type, rowCount(), body, present.write(block, bitmapAt()), block, known);
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
    }

    /** Holds nothing off the heap. */
    @Override
    public void close() {}
}
