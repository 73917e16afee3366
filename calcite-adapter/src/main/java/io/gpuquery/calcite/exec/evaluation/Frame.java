package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.RowRuns;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Rows under evaluation, and what was computed of them: all rows of a block, or those that a condition left. Loops see dense vectors
 * only; what an outer frame has is gathered, what nobody has yet is computed for these rows alone.
 */
public final class Frame {
    /** Columns are read for few rows alone below one in so many. */
    private static final int SPARSE = 4;
    /** Values are copied run by run where at most one row of so many is missing. */
    private static final int DENSE = 12;

    private final Evaluator evaluator;
    private final ColumnSource source;
    private final Scratch scratch;
    private final @Nullable Frame outer;
    private final int[] rows;
    private final int count;
    private final @Nullable Vector[] values;
    private int @Nullable [] sourceRows;
    private @Nullable RowRuns runs;
    private @Nullable RowRuns sourceRuns;

    /** All rows of a source. */
    Frame(Evaluator evaluator, ColumnSource source, int count, Scratch scratch) {
        this.evaluator = evaluator;
        this.source = source;
        this.scratch = scratch;
        this.outer = null;
        this.rows = new int[0];
        this.count = count;
        this.values = new @Nullable Vector[evaluator.nodeCount()];
    }

    private Frame(Frame outer, int[] rows, int count) {
        this.evaluator = outer.evaluator;
        this.source = outer.source;
        this.scratch = outer.scratch;
        this.outer = outer;
        this.rows = rows;
        this.count = count;
        this.values = new @Nullable Vector[outer.values.length];
    }

    /** Some of the rows, given by ascending position. The array must not change. */
    Frame select(int[] positions, int positionCount) {
        return new Frame(this, positions, positionCount);
    }

    /** How many rows. */
    public int count() {
        return count;
    }

    public Scratch scratch() {
        return scratch;
    }

    /** The value of a node for these rows. */
    Vector get(Node node) {
        Vector value = values[node.id];
        if (value == null) {
            value = inherited(node);
            if (value == null) {
                value = evaluator.evaluate(node, this);
            }
            values[node.id] = value;
        }
        return value;
    }

    private @Nullable Vector inherited(Node node) {
        Frame from = outer;
        if (from == null || node.isConstant()) {
            return null;
        }
        Vector value = from.values[node.id];
        if (value == null) {
            value = from.inherited(node);
            if (value == null) {
                return null;
            }
        }
        if (!isDense(from)) {
            return value.gather(rows, count, scratch);
        }
        RowRuns known = runs;
        if (known == null) {
            known = new RowRuns(rows, count, scratch);
            runs = known;
        }
        return value.select(known, scratch);
    }

    private boolean isDense(Frame of) {
        return count >= of.count - of.count / DENSE;
    }

    Vector column(ColumnNode node) {
        Frame from = outer;
        if (from == null) {
            return source.column(node.column, scratch);
        }
        int total = total();
        if (count < total / SPARSE) {
            return source.gather(node.column, sourceRows(), count, scratch);
        }
        Frame root = root();
        Vector all = root.get(node);
        if (!isDense(root)) {
            return all.gather(sourceRows(), count, scratch);
        }
        RowRuns known = sourceRuns;
        if (known == null) {
            known = new RowRuns(sourceRows(), count, scratch);
            sourceRuns = known;
        }
        return all.select(known, scratch);
    }

    private Frame root() {
        Frame frame = this;
        for (Frame next = outer; next != null; next = next.outer) {
            frame = next;
        }
        return frame;
    }

    private int total() {
        return root().count;
    }

    /** Positions in the source's block. */
    private int[] sourceRows() {
        int[] known = sourceRows;
        if (known == null) {
            Frame from = outer;
            if (from == null || from.outer == null) {
                known = rows;
            } else {
                int[] outerRows = from.sourceRows();
                known = scratch.ints(count);
                for (int i = 0; i < count; i++) {
                    known[i] = outerRows[rows[i]];
                }
            }
            sourceRows = known;
        }
        return known;
    }

    Vector repeat(ConstantNode constant) {
        return evaluator.repeat(constant, count);
    }
}
