package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Booleans;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Interval;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;

/** Two comparisons of one operand with constants, in one pass over its values. */
final class IntervalNode extends Node {
    private final Interval interval;

    private IntervalNode(int id, Interval interval, Node first, Node second) {
        super(id, ColumnType.BOOLEAN, false, first, second);
        this.interval = interval;
    }

    /**
     * Conditions of which all must be TRUE, with one for two wherever they ask for an interval. None comes to stand before another that
     * can fail.
     */
    static List<Node> joined(List<Node> conditions, NodeFactory factory) {
        List<Node> joined = new ArrayList<>();
        for (Node condition : conditions) {
            int partner = partner(joined, condition);
            if (partner < 0) {
                joined.add(condition);
            } else {
                joined.set(partner, of(joined.get(partner), condition, factory));
            }
        }
        return joined;
    }

    private static int partner(List<Node> before, Node condition) {
        if (!(condition instanceof ComparisonNode second) || second.interval() == null || second.canFail) {
            return -1;
        }
        for (int i = before.size() - 1; i >= 0 && !before.get(i).canFail; i--) {
            if (before.get(i) instanceof ComparisonNode first
                    && first.interval() != null
                    && first.operands[0] == second.operands[0]) {
                return i;
            }
        }
        return -1;
    }

    private static Node of(Node first, Node second, NodeFactory factory) {
        Interval one = ((ComparisonNode) first).interval();
        Interval other = ((ComparisonNode) second).interval();
        if (one == null || other == null) {
            throw new IllegalArgumentException("not both are intervals");
        }
        Interval both = one.and(other);
        return factory.make(both, ColumnType.BOOLEAN, id -> new IntervalNode(id, both, first, second), first, second);
    }

    @Override
    Vector evaluate(Frame frame) {
        IntVector inside = interval.contains(frame.get(operands[0].operands[0]), frame.scratch());
        if (inside != null) {
            return inside;
        }
        return Booleans.and((IntVector) frame.get(operands[0]), (IntVector) frame.get(operands[1]), frame.scratch());
    }
}
