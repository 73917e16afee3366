package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/** The same value for all rows. */
final class ConstantNode extends Node {
    /** One row. */
    final Vector value;

    ConstantNode(int id, ColumnType type, Vector value) {
        super(id, type, false);
        this.value = value;
    }

    @Override
    Vector evaluate(Frame frame) {
        return frame.repeat(this);
    }

    boolean isNull() {
        return value.isNull(0);
    }
}
