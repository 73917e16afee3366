package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/** Pairs of rows: outputs of a frame, and rows of a table. Columns that nobody asks for are neither computed nor gathered. */
final class JoinedColumns implements ColumnSource {
    private final Evaluator left;
    private final Frame frame;
    private final int leftCount;
    private final JoinTable right;
    private final int @Nullable [] leftRows;
    private final int[] rightRows;
    private final int count;

    /** Takes which row of the frame, and which of the table, each pair has; without the former, all of the frame in order. */
    JoinedColumns(
            Evaluator left,
            Frame frame,
            int leftCount,
            JoinTable right,
            int @Nullable [] leftRows,
            int[] rightRows,
            int count) {
        this.left = left;
        this.frame = frame;
        this.leftCount = leftCount;
        this.right = right;
        this.leftRows = leftRows;
        this.rightRows = rightRows;
        this.count = count;
    }

    @Override
    public Vector column(int index, Scratch scratch) {
        if (index >= leftCount) {
            return right.column(index - leftCount).gather(rightRows, count, scratch);
        }
        Vector output = left.output(frame, index);
        return leftRows == null ? output : output.gather(leftRows, count, scratch);
    }

    @Override
    public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
        if (index >= leftCount) {
            return right.column(index - leftCount)
                    .gather(composed(rightRows, positions, positionCount, scratch), positionCount, scratch);
        }
        int[] rows = leftRows == null ? positions : composed(leftRows, positions, positionCount, scratch);
        return left.output(frame, index).gather(rows, positionCount, scratch);
    }

    private static int[] composed(int[] rows, int[] positions, int count, Scratch scratch) {
        int[] composed = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            composed[i] = rows[positions[i]];
        }
        return composed;
    }
}
