package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** Fields of a type of fixed width; these read one at a time. */
sealed class FixedFields extends BlockFields permits NumberFields, TemporalFields {
    /** No value that the subclasses read themselves. */
    static final long OTHER = Long.MIN_VALUE;

    final long[] values = new long[FieldBlock.ROWS];
    private final FixedValue value;
    private final boolean[] nulls = new boolean[FieldBlock.ROWS];
    private boolean hasNulls;

    FixedFields(FixedValue value) {
        this.value = value;
    }

    @Override
    final void parse(FieldBlock block, boolean[] left) {
        if (hasNulls) {
            java.util.Arrays.fill(nulls, false);
            hasNulls = false;
        }
        read(block);
        for (int row = 0; row < block.rowCount; row++) {
            if (values[row] == OTHER) {
                readOther(block, row, left);
            }
        }
    }

    /** Reads what is written as most is, and otherwise gives {@link #OTHER}. */
    void read(FieldBlock block) {
        java.util.Arrays.fill(values, 0, block.rowCount, OTHER);
    }

    private void readOther(FieldBlock block, int row, boolean[] left) {
        if (block.start(row) == block.end(row)) {
            values[row] = 0;
            nulls[row] = true;
            hasNulls = true;
        } else if (block.isDoubled(row) || !value.parse(block.text(row)) || !value.fitsBits()) {
            left[row] = true;
        } else {
            values[row] = value.bits();
        }
    }

    @Override
    final boolean isNull(int row) {
        return hasNulls && nulls[row];
    }

    @Override
    final void append(int from, int to, ColumnBuilder builder) {
        FixedWidthBuilder fixed = (FixedWidthBuilder) builder;
        if (hasNulls) {
            fixed.append(values, nulls, from, to);
        } else {
            fixed.append(values, from, to);
        }
    }
}
