package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters and projections over a scan as expressions over its columns.
 *
 * @param conditions in the order in which a program has them
 * @param columns of the last step, unless a join or something else is in between
 */
record ScanSteps(PlanNode.ScanNode scan, List<Expression> conditions, List<Expression> columns) {
    ScanSteps {
        conditions = List.copyOf(conditions);
        columns = List.copyOf(columns);
    }

    /** The steps upwards from a scan, as far as they are filters and projections. */
    static ScanSteps of(PlanNode.ScanNode scan, List<PlanNode> steps) {
        List<Expression> conditions = new ArrayList<>();
        List<Expression> columns = new ArrayList<>();
        for (int i = 0; i < scan.types().size(); i++) {
            ValueType type = scan.types().get(i);
            columns.add(new Expression.InputReference(i, type));
        }
        for (PlanNode step : steps) {
            if (step instanceof PlanNode.FilterNode filter) {
                addConjuncts(filter.condition(), columns, conditions);
            } else if (step instanceof PlanNode.ProjectNode project) {
                columns = over(project.expressions(), columns);
            } else {
                break;
            }
        }
        return new ScanSteps(scan, conditions, columns);
    }

    private static void addConjuncts(Expression condition, List<Expression> columns, List<Expression> conditions) {
        if (condition instanceof Expression.Call call && call.operation() == Operation.AND) {
            call.operands().forEach(operand -> addConjuncts(operand, columns, conditions));
        } else {
            conditions.add(over(condition, columns));
        }
    }

    /** An expression over the columns of the last step as one over those of the scan. */
    Expression over(Expression expression) {
        return over(expression, columns);
    }

    private static List<Expression> over(List<Expression> expressions, List<Expression> columns) {
        return new ArrayList<>(
                expressions.stream().map(each -> over(each, columns)).toList());
    }

    private static Expression over(Expression expression, List<Expression> columns) {
        if (expression instanceof Expression.InputReference reference) {
            return columns.get(reference.index());
        }
        if (expression.operands().isEmpty()) {
            return expression;
        }
        List<Expression> operands = over(expression.operands(), columns);
        if (expression instanceof Expression.Field field) {
            return new Expression.Field(operands.get(0), field.index(), field.type());
        }
        return expression instanceof Expression.Foreign foreign
                ? new Expression.Foreign(foreign.function(), operands, foreign.type(), foreign.text())
                : new Expression.Call(((Expression.Call) expression).operation(), operands, expression.type());
    }
}
