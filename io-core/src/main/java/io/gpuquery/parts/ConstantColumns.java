package io.gpuquery.parts;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.Literal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Columns of one value, in as few bytes as hold it: narrow integers, and strings as a dictionary of one entry. */
final class ConstantColumns {
    private static final int BUFFER_ALIGNMENT_BYTES = 64;

    private ConstantColumns() {}

    /** A column of {@code rowCount} equal values, owned by the caller; null for NULL. */
    static Column of(ColumnType type, @Nullable Literal value, int rowCount) {
        if (type.isNested()) {
            ColumnBuilder builder = ColumnBuilder.of(type, rowCount);
            for (int row = 0; row < rowCount; row++) {
                builder.appendNull();
            }
            return builder.build();
        }
        if (type.storage() == Storage.VIEW) {
            byte[] bytes = value instanceof Literal.OfBytes given ? given.value() : new byte[0];
            return strings(type, bytes, value == null, rowCount);
        }
        long number = value instanceof Literal.OfLong given ? given.value() : 0;
        Storage storage = value == null ? narrowest(type, 0) : narrowest(type, number);
        return numbers(type, storage, number, value == null, rowCount);
    }

    private static Storage narrowest(ColumnType type, long value) {
        if (!type.storage().isInteger()) {
            return type.storage();
        }
        for (Storage storage : new Storage[] {Storage.INT8, Storage.INT16, Storage.INT32}) {
            int unused = Long.SIZE - storage.widthBytes() * Byte.SIZE;
            if (((value << unused) >> unused) == value
                    && storage.widthBytes() < type.storage().widthBytes()) {
                return storage;
            }
        }
        return type.storage();
    }

    private static Column numbers(ColumnType type, Storage storage, long value, boolean isNull, int rowCount) {
        int valueBytes = Math.multiplyExact(rowCount, storage.widthBytes());
        try (MemoryBlock block = MemoryBlock.allocate(bitmapEnd(valueBytes, rowCount))) {
            ByteBuffer values = block.slice(0, valueBytes);
            while (value != 0 && values.hasRemaining()) {
                switch (storage) {
                    case INT8 -> values.put((byte) value);
                    case INT16 -> values.putShort((short) value);
                    case INT32 -> values.putInt((int) value);
                    default -> values.putLong(value);
                }
            }
            Validity validity = isNull ? allNull(block, valueBytes, rowCount) : Validity.allValid(rowCount);
            return new FixedWidthColumn(type, storage, rowCount, validity, new BufferSlice(block, 0, valueBytes));
        }
    }

    private static Column strings(ColumnType type, byte[] value, boolean isNull, int rowCount) {
        int codeBytes = Math.multiplyExact(rowCount, Integer.BYTES);
        ViewBuilder entry = new ViewBuilder(type, 1);
        entry.append(value, 0, value.length);
        // Blocks are zeroed: every code is that of the first entry, and every bit of the bitmap that of a null.
        try (MemoryBlock block = MemoryBlock.allocate(bitmapEnd(codeBytes, rowCount));
                ViewColumn dictionary = entry.build()) {
            Validity validity = isNull ? allNull(block, codeBytes, rowCount) : Validity.allValid(rowCount);
            return new DictionaryColumn(rowCount, validity, new BufferSlice(block, 0, codeBytes), dictionary);
        }
    }

    private static Validity allNull(MemoryBlock block, int valueBytes, int rowCount) {
        BufferSlice bitmap = new BufferSlice(block, bitmapStart(valueBytes), (rowCount + 7) >>> 3);
        return Validity.of(bitmap, rowCount, rowCount);
    }

    private static long bitmapStart(int valueBytes) {
        return (valueBytes + BUFFER_ALIGNMENT_BYTES - 1L) / BUFFER_ALIGNMENT_BYTES * BUFFER_ALIGNMENT_BYTES;
    }

    private static long bitmapEnd(int valueBytes, int rowCount) {
        return bitmapStart(valueBytes) + ((rowCount + 7) >>> 3);
    }
}
