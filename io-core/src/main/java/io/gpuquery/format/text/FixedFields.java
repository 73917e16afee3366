package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthBuilder;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.ColumnSink;

/** Fields of a type of fixed width; these read one at a time. */
sealed class FixedFields extends BlockFields permits NumberFields, TemporalFields {
    /** No value that the subclasses read themselves. */
    static final long OTHER = Long.MIN_VALUE;

    final long[] values = new long[FieldBlock.ROWS];
    private final FixedValue value;
    private final boolean[] nulls = new boolean[FieldBlock.ROWS];
    private boolean hasNulls;

    private final boolean isReal;
    /** For sinks, which take rows from the start of an array. */
    private final byte[] flags = new byte[FieldBlock.ROWS];

    private long[] rows = new long[0];
    private int[] ints = new int[0];

    FixedFields(FixedValue value, ColumnType type) {
        this.value = value;
        this.isReal = type.storage() == Storage.FLOAT32;
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
    final void append(int from, int to, ColumnSink sink) {
        int count = to - from;
        if (hasNulls) {
            for (int i = 0; i < count; i++) {
                flags[i] = (byte) (nulls[from + i] ? 0 : 1);
            }
        }
        byte[] present = hasNulls ? flags : null;
        if (isReal) {
            ints = ints.length == 0 ? new int[FieldBlock.ROWS] : ints;
            for (int i = 0; i < count; i++) {
                ints[i] = (int) values[from + i];
            }
            sink.appendInts(ints, count, present);
        } else if (from == 0) {
            sink.appendLongs(values, count, present);
        } else {
            rows = rows.length == 0 ? new long[FieldBlock.ROWS] : rows;
            System.arraycopy(values, from, rows, 0, count);
            sink.appendLongs(rows, count, present);
        }
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
