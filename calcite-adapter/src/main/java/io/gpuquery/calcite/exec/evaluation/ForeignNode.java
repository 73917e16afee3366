package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Boxes;
import io.gpuquery.calcite.exec.vector.Unboxing;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.RowFunction;
import io.gpuquery.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** A function of boxed values, called row by row. */
final class ForeignNode extends Node {
    private final RowFunction function;
    private final Boxes[] boxes;

    ForeignNode(int id, ColumnType type, RowFunction function, Node... operands) {
        super(id, type, true, operands);
        this.function = function;
        this.boxes = new Boxes[operands.length];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = Boxes.of(operands[i].type);
        }
    }

    @Override
    Vector evaluate(Frame frame) {
        Vector[] values = new Vector[operands.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = frame.get(operands[i]);
        }
        Unboxing results = new Unboxing(type, frame.count());
        @Nullable Object[] row = new @Nullable Object[values.length];
        for (int i = 0; i < frame.count(); i++) {
            for (int operand = 0; operand < row.length; operand++) {
                row[operand] = boxes[operand].box(values[operand], i);
            }
            results.add(function.apply(row));
        }
        return results.build();
    }
}
