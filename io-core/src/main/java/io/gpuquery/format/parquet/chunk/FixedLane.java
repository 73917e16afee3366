package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.ColumnSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Rows of a column of numbers that are decoded and not yet in a column: ints for storages of up to 32 bits, else longs. */
final class FixedLane {
    private final ColumnType type;
    private final Storage storage;
    /** Array elements of a value. */
    private final int elements;

    private final NullFlags nulls = new NullFlags();
    private int[] ints = new int[0];
    private long[] longs = new long[0];
    /** Whether values of 64 bits lie in ints, since all of them fit. */
    private boolean narrow;

    FixedLane(ColumnType type, Storage storage) {
        this.type = type;
        this.storage = storage;
        this.elements = storage == Storage.INT128 ? 2 : 1;
    }

    int rowCount() {
        return nulls.rowCount();
    }

    /** Appends rows without nulls. */
    void append(ValueDecoder decoder, int count) {
        read(decoder, count, count);
        nulls.appendValid(count);
    }

    /**
     * Appends rows of which some are null.
     *
     * @param flags 1 for each row with a value
     * @param present how many these are
     */
    void append(ValueDecoder decoder, byte[] flags, int count, int present) {
        int start = rowCount();
        read(decoder, count, present);
        // From the end, so that no value is overwritten before it has moved; without a jump, since nobody could
        // foretell it. There
        // is a row without a value, so that the one behind the last value is among the rows.
        int from = start + present;
        if (usesInts()) {
            int[] values = ints;
            for (int row = start + count - 1; row >= start; row--) {
                int flag = flags[row - start];
                from -= flag;
                values[row] = values[from] & -flag;
            }
        } else if (elements == 1) {
            long[] values = longs;
            for (int row = start + count - 1; row >= start; row--) {
                int flag = flags[row - start];
                from -= flag;
                values[row] = values[from] & -(long) flag;
            }
        } else {
            for (int row = start + count - 1; row >= start; row--) {
                boolean valid = flags[row - start] != 0;
                from -= valid ? 1 : 0;
                longs[2 * row + 1] = valid ? longs[2 * from + 1] : 0;
                longs[2 * row] = valid ? longs[2 * from] : 0;
            }
        }
        nulls.append(flags, count);
    }

    private boolean usesInts() {
        return narrow || isStoredInInts();
    }

    private boolean isStoredInInts() {
        return switch (storage) {
            case INT8, INT16, INT32, FLOAT32 -> true;
            case INT64, FLOAT64, INT128, VIEW, NESTED -> false;
        };
    }

    private void read(ValueDecoder decoder, int room, int count) {
        int start = rowCount();
        if (storage == Storage.INT64) {
            narrow((start == 0 || narrow) && decoder.fitsInts(), start);
        }
        int length = Math.multiplyExact(start + room, elements);
        if (usesInts()) {
            ints = ints.length < length ? Arrays.copyOf(ints, Math.max(length, 2 * ints.length)) : ints;
            decoder.readInts(ints, start, count);
            checkRange(start, count);
        } else {
            longs = longs.length < length ? Arrays.copyOf(longs, Math.max(length, 2 * longs.length)) : longs;
            if (elements == 1) {
                decoder.readLongs(longs, start, count);
            } else {
                decoder.readWides(longs, start, count);
            }
        }
    }

    /** Whether the values of 64 bits are to lie in ints from now on; those before have to lie in the same. */
    private void narrow(boolean wanted, int rows) {
        if (narrow && !wanted) {
            longs = longs.length < rows ? new long[rows] : longs;
            for (int i = 0; i < rows; i++) {
                longs[i] = ints[i];
            }
        }
        narrow = wanted;
    }

    /** Values that the file's type promises to be narrow. */
    private void checkRange(int start, int count) {
        if (storage.widthBytes() >= Integer.BYTES) {
            return;
        }
        int shift = Integer.SIZE - storage.widthBytes() * Byte.SIZE;
        int lost = 0;
        for (int i = start; i < start + count; i++) {
            lost |= ints[i] << shift >> shift ^ ints[i];
        }
        if (lost != 0) {
            throw PageException.damaged("a value that does not fit " + type);
        }
    }

    /** Gives the first rows to a sink; the lane forgets them. */
    void take(int rows, ColumnSink sink) {
        if (elements == 2) {
            try (FixedWidthColumn column = take(rows)) {
                sink.append(column, 0, rows);
            }
            return;
        }
        byte[] flags = nulls.flags(rows);
        if (usesInts()) {
            sink.appendInts(ints, rows, flags);
        } else {
            sink.appendLongs(longs, rows, flags);
        }
        discard(rows);
    }

    /** The first rows, in a block of their own; the lane forgets them. */
    FixedWidthColumn take(int rows) {
        int valueBytes = Math.multiplyExact(rows, storage.widthBytes());
        int nullCount = nulls.nullCount(rows);
        long bitmapAt = BlockLayout.next(valueBytes);
        try (MemoryBlock block = MemoryBlock.allocate(bitmapAt + NullFlags.bitmapBytes(rows, nullCount))) {
            write(block.slice(0, valueBytes), rows);
            Validity validity = nulls.write(block, bitmapAt, rows, nullCount);
            FixedWidthColumn column =
                    new FixedWidthColumn(type, storage, rows, validity, new BufferSlice(block, 0, valueBytes));
            discard(rows);
            return column;
        }
    }

    private void write(ByteBuffer target, int rows) {
        switch (storage) {
            case INT8 -> {
                byte[] bytes = new byte[rows];
                for (int i = 0; i < rows; i++) {
                    bytes[i] = (byte) ints[i];
                }
                target.put(bytes);
            }
            case INT16 -> {
                short[] shorts = new short[rows];
                for (int i = 0; i < rows; i++) {
                    shorts[i] = (short) ints[i];
                }
                target.asShortBuffer().put(shorts);
            }
            case INT32, FLOAT32 -> target.asIntBuffer().put(ints, 0, rows);
            case INT64, FLOAT64, INT128 -> {
                if (narrow) {
                    longs = longs.length < rows ? new long[rows] : longs;
                    for (int i = 0; i < rows; i++) {
                        longs[i] = ints[i];
                    }
                }
                target.asLongBuffer().put(longs, 0, rows * elements);
            }
            case VIEW, NESTED -> throw new IllegalStateException(storage + " holds no numbers");
        }
    }

    private void discard(int rows) {
        int left = rowCount() - rows;
        if (left > 0) {
            if (usesInts()) {
                System.arraycopy(ints, rows, ints, 0, left);
            } else {
                System.arraycopy(longs, rows * elements, longs, 0, left * elements);
            }
        }
        nulls.discard(rows);
    }
}
