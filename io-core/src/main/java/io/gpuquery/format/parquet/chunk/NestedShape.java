package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Validity;
import io.gpuquery.format.parquet.metadata.ParquetFooter.NestedField;
import io.gpuquery.memory.MemoryBlock;
import java.util.Arrays;

/**
 * What the levels of one leaf say of a list, map or group around it: which of its values are null, and how many elements each has.
 * Source: Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets", section 4.3.
 */
final class NestedShape {
    private final boolean hasElements;
    /** Values, nulls counted. */
    private int rowCount;
    /** 1 for a value, 0 for null. */
    private byte[] flags;

    private int[] offsets;

    private NestedShape(NestedField field, int capacity) {
        this.hasElements = field.childRepetition() > 0;
        this.flags = new byte[capacity];
        this.offsets = new int[hasElements ? capacity + 1 : 0];
    }

    /**
     * Reads levels.
     *
     * @param repetition of the innermost list around the field
     * @param slotDefinition the definition level from which that has an element; 0 where there is none
     * @param levelCount how many levels are looked at
     */
    static NestedShape of(LevelLane levels, int levelCount, NestedField field, int repetition, int slotDefinition) {
        NestedShape shape = new NestedShape(field, levelCount);
        int elements = 0;
        int rows = 0;
        for (int i = 0; i < levelCount; i++) {
            int definition = levels.definition(i);
            if (levels.repetition(i) <= repetition && definition >= slotDefinition) {
                shape.flags[rows++] = (byte) (definition >= field.definition() ? 1 : 0);
            }
            if (shape.hasElements) {
                elements += levels.repetition(i) <= field.childRepetition() && definition >= field.childDefinition()
                        ? 1
                        : 0;
                shape.offsets[rows] = elements;
            }
        }
        shape.rowCount = rows;
        return shape;
    }

    int rowCount() {
        return rowCount;
    }

    boolean isSameAs(NestedShape other) {
        return rowCount == other.rowCount
                && Arrays.equals(flags, 0, rowCount, other.flags, 0, rowCount)
                && (!hasElements || Arrays.equals(offsets, 0, rowCount + 1, other.offsets, 0, rowCount + 1));
    }

    /** A block with the offsets, if there are any, and the bitmap, if there are nulls. */
    MemoryBlock write() {
        MemoryBlock block = MemoryBlock.allocate(bitmapAt() + bitmapBytes());
        if (hasElements) {
            block.slice(0, offsetBytes()).asIntBuffer().put(offsets, 0, rowCount + 1);
        }
        if (bitmapBytes() > 0) {
            byte[] bits = new byte[bitmapBytes()];
            for (int row = 0; row < rowCount; row++) {
                bits[row >>> 3] |= (byte) (flags[row] << (row & 7));
            }
            block.slice(bitmapAt(), bits.length).put(bits);
        }
        return block;
    }

    Validity validity(MemoryBlock block) {
        return bitmapBytes() == 0
                ? Validity.allValid(rowCount)
                : Validity.of(new BufferSlice(block, bitmapAt(), bitmapBytes()), rowCount, nullCount());
    }

    BufferSlice offsets(MemoryBlock block) {
        return new BufferSlice(block, 0, offsetBytes());
    }

    private int nullCount() {
        int values = 0;
        for (int row = 0; row < rowCount; row++) {
            values += flags[row];
        }
        return rowCount - values;
    }

    private int offsetBytes() {
        return hasElements ? Math.multiplyExact(rowCount + 1, Integer.BYTES) : 0;
    }

    private long bitmapAt() {
        return BlockLayout.next(offsetBytes());
    }

    private int bitmapBytes() {
        return NullFlags.bitmapBytes(rowCount, nullCount());
    }
}
