package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/** A loop over the values of operands. */
final class FunctionNode extends Node {
    /** Computes a block at a time. */
    @FunctionalInterface
    interface Loop {
        /** One vector for each operand, all of one length. */
        Vector run(Vector[] operands, Scratch scratch);
    }

    private final Loop loop;

    FunctionNode(int id, ColumnType type, boolean canFail, Loop loop, Node... operands) {
        super(id, type, canFail, operands);
        this.loop = loop;
    }

    @Override
    Vector evaluate(Frame frame) {
        Vector[] values = new Vector[operands.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = frame.get(operands[i]);
        }
        return loop.run(values, frame.scratch());
    }
}
