package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Blend;
import io.gpuquery.calcite.exec.vector.Booleans;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/** {@code condition, value, otherwise}: one of two values; what could fail is evaluated for its rows only. */
final class CaseNode extends Node {
    CaseNode(int id, ColumnType type, Node condition, Node value, Node otherwise) {
        super(id, type, false, condition, value, otherwise);
    }

    @Override
    Vector evaluate(Frame frame) {
        IntVector condition = (IntVector) frame.get(operands[0]);
        Scratch scratch = frame.scratch();
        int[] rows = scratch.ints(frame.count());
        int selected = Booleans.select(condition, rows);
        if (selected == frame.count()) {
            return frame.get(operands[1]);
        }
        if (selected == 0) {
            return frame.get(operands[2]);
        }
        Vector value = partial(operands[1], frame, rows, selected);
        Vector otherwise;
        if (operands[2].canFail) {
            int[] others = scratch.ints(frame.count());
            int rest = Booleans.select(Booleans.isNotTrue(condition, scratch), others);
            otherwise = partial(operands[2], frame, others, rest);
        } else {
            otherwise = frame.get(operands[2]);
        }
        return Blend.choose(condition.values(), value, otherwise, scratch);
    }

    private static Vector partial(Node node, Frame frame, int[] rows, int count) {
        if (!node.canFail) {
            return frame.get(node);
        }
        Vector values = frame.select(rows, count).get(node);
        return Blend.spread(values, rows, frame.count(), frame.scratch());
    }
}
