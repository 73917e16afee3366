package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/**
 * One computation of a program. Has no state of an evaluation, so that all threads share it; the values of the block at hand are in
 * the {@link Frame}.
 */
abstract class Node {
    /** Of {@link #column}: the value depends on no column. */
    static final int NO_COLUMN = -1;
    /** Of {@link #column}: the value depends on several columns. */
    static final int SEVERAL_COLUMNS = -2;

    final int id;
    final ColumnType type;
    final Node[] operands;
    /** The only column that the value depends on. */
    final int column;
    /** Whether an evaluation can fail, so that it must be done for no more rows than are asked for. */
    final boolean canFail;

    Node(int id, ColumnType type, boolean canFail, Node... operands) {
        this(id, type, canFail, common(operands), operands);
    }

    Node(int id, ColumnType type, boolean canFail, int column, Node... operands) {
        this.id = id;
        this.type = type;
        this.column = column;
        this.operands = operands;
        boolean fails = canFail;
        for (Node operand : operands) {
            fails |= operand.canFail;
        }
        this.canFail = fails;
    }

    private static int common(Node[] operands) {
        int common = NO_COLUMN;
        for (Node operand : operands) {
            if (common == NO_COLUMN) {
                common = operand.column;
            } else if (operand.column != NO_COLUMN && operand.column != common) {
                return SEVERAL_COLUMNS;
            }
        }
        return common;
    }

    /** Computes the value for all rows of a frame. Asks the frame for the values of operands. */
    abstract Vector evaluate(Frame frame);

    final boolean isConstant() {
        return column == NO_COLUMN && this instanceof ConstantNode;
    }
}
