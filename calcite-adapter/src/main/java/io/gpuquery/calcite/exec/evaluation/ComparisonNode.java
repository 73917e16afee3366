package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Comparison;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Interval;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** A comparison of two operands; with a constant integer it asks whether the first is within an interval. */
final class ComparisonNode extends Node {
    private final Comparison comparison;
    private final @Nullable Interval interval;

    ComparisonNode(int id, Comparison comparison, Node first, Node second) {
        super(id, ColumnType.BOOLEAN, false, first, second);
        this.comparison = comparison;
        this.interval = second instanceof ConstantNode constant ? Interval.of(comparison, constant.value) : null;
    }

    /** Where the first operand has to be, if it is of up to 64 bits; null where that is no interval. */
    @Nullable
    Interval interval() {
        return interval;
    }

    @Override
    Vector evaluate(Frame frame) {
        Vector first = frame.get(operands[0]);
        if (interval != null) {
            IntVector inside = interval.contains(first, frame.scratch());
            if (inside != null) {
                return inside;
            }
        }
        return comparison.apply(first, frame.get(operands[1]), frame.scratch());
    }
}
