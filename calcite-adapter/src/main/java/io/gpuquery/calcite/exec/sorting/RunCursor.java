package io.gpuquery.calcite.exec.sorting;

import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next row of a sorted run. */
final class RunCursor {
    private final SpillRun run;
    private final int number;
    private final List<MergeKey> keys;
    private List<Values> values = List.of();
    private Vector[] columns = new Vector[0];
    private int block = -1;
    private int row;
    private int rowCount;
    /** Where the block is among those of the rows that are being merged; -1: it is not. */
    int slot = -1;

    /** One key of the rows of a block: where both words are equal and there are texts, these decide. */
    private static final class Values {
        final int @Nullable [] nulls;
        final long[] high;
        final long[] low;
        final @Nullable TextVector texts;

        Values(int @Nullable [] nulls, long[] high, long[] low, @Nullable TextVector texts) {
            this.nulls = nulls;
            this.high = high;
            this.low = low;
            this.texts = texts;
        }
    }

    /** Takes the run's place among the runs, and stands before the first row. */
    RunCursor(SpillRun run, int number, List<MergeKey> keys) {
        this.run = run;
        this.number = number;
        this.keys = keys;
        advance();
    }

    boolean isOpen() {
        return row < rowCount;
    }

    /** The columns of the block at hand. */
    Vector[] columns() {
        return columns;
    }

    int row() {
        return row;
    }

    /**
     * How many rows of the block at hand, from this one on, come before the row at hand of another cursor: looked for in steps that double,
     * since runs often have long stretches without a row of others between.
     *
     * @param other behind the row at hand; null: there is no other
     * @param most to be found, at least 1
     */
    int stretch(@Nullable RunCursor other, int most) {
        int limit = Math.min(most, rowCount - row);
        if (other == null) {
            return limit;
        }
        int before = 1;
        int step = 1;
        while (before < limit && compare(row + Math.min(limit, before + step) - 1, other) < 0) {
            before = Math.min(limit, before + step);
            step *= 2;
        }
        int behind = Math.min(limit, before + step);
        // The last of so many rows is known to come before, and that of so many not to.
        while (before + 1 < behind) {
            int middle = (before + behind) >>> 1;
            if (compare(row + middle - 1, other) < 0) {
                before = middle;
            } else {
                behind = middle;
            }
        }
        return before;
    }

    /** Moves on to the next row; false if there is none. */
    boolean advance() {
        return skip(1);
    }

    /** Moves on by rows of the block at hand; false if there are no more. */
    boolean skip(int rows) {
        row += rows;
        if (row < rowCount) {
            return true;
        }
        if (++block >= run.blockCount()) {
            rowCount = 0;
            return false;
        }
        columns = run.read(block);
        rowCount = run.blockRows(block);
        row = 0;
        slot = -1;
        values = new ArrayList<>();
        for (MergeKey key : keys) {
            values.add(values(columns[key.column()], key.type().storage()));
        }
        return true;
    }

    private static Values values(Vector vector, Storage storage) {
        Scratch fresh = new Scratch(0);
        int[] nulls = vector.nulls();
        long[] none = new long[0];
        return switch (storage) {
            case INT8, INT16, INT32, INT64 ->
                new Values(nulls, none, Lanes.longs(vector, fresh).values(), null);
            case INT128 -> {
                WideVector wide = Lanes.wide(vector, fresh);
                yield new Values(nulls, wide.high(), wide.low(), null);
            }
            case FLOAT32, FLOAT64 ->
                new Values(
                        nulls,
                        none,
                        OrderedBits.of((DoubleVector) vector, fresh).values(),
                        null);
            case VIEW -> new Values(nulls, none, none, Lanes.texts(vector, fresh));
            case NESTED -> throw new IllegalArgumentException("nested values have no order");
        };
    }

    /** The order of the rows at hand; of rows with equal keys that of the runs. */
    int compareTo(RunCursor other) {
        return compare(row, other);
    }

    private int compare(int at, RunCursor other) {
        for (int key = 0; key < values.size(); key++) {
            KeyOrder by = keys.get(key).order();
            int order = compare(values.get(key), at, other.values.get(key), other.row, by);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(number, other.number);
    }

    private static int compare(Values a, int row, Values b, int otherRow, KeyOrder by) {
        boolean isNull = a.nulls != null && a.nulls[row] != 0;
        boolean otherIsNull = b.nulls != null && b.nulls[otherRow] != 0;
        if (isNull || otherIsNull) {
            int order = Boolean.compare(isNull, otherIsNull);
            return by.nullsFirst() ? -order : order;
        }
        int order;
        TextVector texts = a.texts;
        TextVector otherTexts = b.texts;
        if (texts != null && otherTexts != null) {
            int from = texts.starts()[row];
            int otherFrom = otherTexts.starts()[otherRow];
            order = Arrays.compareUnsigned(
                    texts.bytes(),
                    from,
                    from + texts.lengths()[row],
                    otherTexts.bytes(),
                    otherFrom,
                    otherFrom + otherTexts.lengths()[otherRow]);
        } else if (a.high.length > 0) {
            order = Long.compare(a.high[row], b.high[otherRow]);
            order = order != 0 ? order : Long.compareUnsigned(a.low[row], b.low[otherRow]);
        } else {
            order = Long.compare(a.low[row], b.low[otherRow]);
        }
        return by.descending() ? -order : order;
    }
}
