package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/** A column of the source. */
final class ColumnNode extends Node {
    ColumnNode(int id, ColumnType type, int column) {
        super(id, type, false, column);
    }

    @Override
    Vector evaluate(Frame frame) {
        return frame.column(this);
    }
}
