package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Blend;
import io.gpuquery.calcite.exec.vector.Booleans;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/** AND or OR of two operands; a second one that could fail is evaluated only where the first has not decided. */
final class LogicNode extends Node {
    private final boolean and;

    LogicNode(int id, boolean and, Node first, Node second) {
        super(id, ColumnType.BOOLEAN, false, first, second);
        this.and = and;
    }

    @Override
    Vector evaluate(Frame frame) {
        Scratch scratch = frame.scratch();
        IntVector first = (IntVector) frame.get(operands[0]);
        IntVector second;
        if (operands[1].canFail) {
            int[] rows = scratch.ints(frame.count());
            IntVector open = and ? Booleans.isNotFalse(first, scratch) : Booleans.isNotTrue(first, scratch);
            int count = Booleans.select(open, rows);
            if (count == 0) {
                return first;
            }
            Vector values = frame.select(rows, count).get(operands[1]);
            second = (IntVector) Blend.spread(values, rows, frame.count(), scratch);
        } else {
            second = (IntVector) frame.get(operands[1]);
        }
        return and ? Booleans.and(first, second, scratch) : Booleans.or(first, second, scratch);
    }
}
