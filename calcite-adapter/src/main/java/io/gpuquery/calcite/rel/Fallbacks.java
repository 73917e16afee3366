package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.AggregateCall;
import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.AggregateNode;
import io.gpuquery.calcite.exec.PlanNode.FilterNode;
import io.gpuquery.calcite.exec.PlanNode.JoinNode;
import io.gpuquery.calcite.exec.PlanNode.ProjectNode;
import io.gpuquery.calcite.exec.PlanNode.WindowNode;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Foreign;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The expressions of a plan that are left to Calcite's code, row by row. */
final class Fallbacks {
    private final Set<String> texts = new LinkedHashSet<>();

    private Fallbacks() {}

    static List<String> in(PlanNode plan) {
        Fallbacks found = new Fallbacks();
        found.visit(plan);
        return List.copyOf(found.texts);
    }

    private void visit(PlanNode node) {
        node.inputs().forEach(this::visit);
        expressions(node).forEach(this::visit);
    }

    private void visit(Expression expression) {
        expression.operands().forEach(this::visit);
        if (expression instanceof Foreign foreign) {
            texts.add(foreign.text());
        }
    }

    /** Sorts, limits, unions and values compute nothing. */
    private static List<Expression> expressions(PlanNode node) {
        if (node instanceof FilterNode filter) {
            return List.of(filter.condition());
        }
        if (node instanceof ProjectNode project) {
            return project.expressions();
        }
        List<Expression> expressions = new ArrayList<>();
        if (node instanceof JoinNode join) {
            expressions.addAll(join.leftKeys());
            expressions.addAll(join.rightKeys());
            Expression condition = join.condition();
            if (condition != null) {
                expressions.add(condition);
            }
        }
        if (node instanceof AggregateNode aggregate) {
            expressions.addAll(aggregate.keys());
            for (AggregateCall call : aggregate.calls()) {
                expressions.addAll(call.arguments());
                Expression filter = call.filter();
                if (filter != null) {
                    expressions.add(filter);
                }
            }
        }
        if (node instanceof WindowNode window) {
            window.groups().forEach(group -> group.calls().forEach(call -> expressions.addAll(call.arguments())));
        }
        return expressions;
    }
}
