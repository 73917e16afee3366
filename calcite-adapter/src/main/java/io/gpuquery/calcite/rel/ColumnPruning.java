package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.ProjectNode;
import io.gpuquery.calcite.exec.PlanNode.WindowNode;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Foreign;
import io.gpuquery.calcite.expression.Expression.InputReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** Takes columns that nobody asks for out of a window, which would keep them in memory. */
final class ColumnPruning {
    private ColumnPruning() {}

    /** A projection of a node, over fewer columns where the node has ones that it need not have. */
    static ProjectNode project(PlanNode input, List<Expression> expressions) {
        SortedSet<Integer> used = used(expressions);
        if (input instanceof WindowNode window) {
            int passedCount = window.passed().size();
            List<Integer> kept =
                    used.stream().filter(column -> column < passedCount).toList();
            if (kept.size() == passedCount) {
                return new ProjectNode(input, expressions);
            }
            WindowNode narrowed = new WindowNode(
                    window.input(), kept.stream().map(window.passed()::get).toList(), window.groups());
            return new ProjectNode(
                    narrowed,
                    moved(
                            expressions,
                            column ->
                                    column < passedCount ? kept.indexOf(column) : column - passedCount + kept.size()));
        }
        if (input instanceof ProjectNode below && below.input() instanceof WindowNode) {
            List<Integer> kept = List.copyOf(used);
            ProjectNode narrowed = project(
                    below.input(), kept.stream().map(below.expressions()::get).toList());
            return new ProjectNode(narrowed, moved(expressions, kept::indexOf));
        }
        return new ProjectNode(input, expressions);
    }

    private static SortedSet<Integer> used(List<Expression> expressions) {
        SortedSet<Integer> used = new TreeSet<>();
        for (Expression expression : expressions) {
            if (expression instanceof InputReference reference) {
                used.add(reference.index());
            }
            used.addAll(used(expression.operands()));
        }
        return used;
    }

    private static List<Expression> moved(List<Expression> expressions, IntUnaryOperator positions) {
        List<Expression> moved = new ArrayList<>();
        for (Expression expression : expressions) {
            if (expression instanceof InputReference reference) {
                moved.add(new InputReference(positions.applyAsInt(reference.index()), reference.type()));
            } else if (expression instanceof Call call) {
                moved.add(new Call(call.operation(), moved(call.operands(), positions), call.type()));
            } else if (expression instanceof Foreign foreign) {
                moved.add(new Foreign(
                        foreign.function(), moved(foreign.operands(), positions), foreign.type(), foreign.text()));
            } else {
                moved.add(expression);
            }
        }
        return moved;
    }
}
