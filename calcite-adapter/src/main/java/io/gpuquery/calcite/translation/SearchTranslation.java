package io.gpuquery.calcite.translation;

import com.google.common.collect.Range;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/** SEARCH, which is how Calcite writes IN lists and ranges: points as {@link Operation#IN}, ranges as comparisons. */
final class SearchTranslation {
    private final ExpressionTranslation expressions;

    SearchTranslation(ExpressionTranslation expressions) {
        this.expressions = expressions;
    }

    @Nullable
    Expression translate(RexCall search) {
        RexNode field = search.getOperands().get(0);
        RexLiteral argument = (RexLiteral) search.getOperands().get(1);
        Sarg<?> sarg = argument.getValueAs(Sarg.class);
        if (sarg == null) {
            return null;
        }
        boolean complement = sarg.isComplementedPoints();
        if (!sarg.isPoints() && !complement) {
            return expressions.translate(RexUtil.expandSearch(expressions.builder(), null, search));
        }
        Expression operand = expressions.translate(field);
        List<Expression> points = operand == null ? null : points(argument.getType(), sarg, complement);
        if (operand == null || points == null) {
            return null;
        }
        boolean nullable = operand.type().nullable();
        Expression in = in(operand, points);
        Expression found = complement ? new Call(Operation.NOT, in.type(), in) : in;
        return nullable ? unknownAs(sarg.nullAs, operand, found) : found;
    }

    private @Nullable List<Expression> points(RelDataType type, Sarg<?> sarg, boolean complement) {
        Set<? extends Range<?>> ranges = (complement ? sarg.rangeSet.complement() : sarg.rangeSet).asRanges();
        List<Expression> points = new ArrayList<>();
        for (Range<?> range : ranges) {
            RexNode literal = expressions.builder().makeLiteral(range.lowerEndpoint(), type, true, true);
            Expression point = expressions.translate(literal);
            if (point == null) {
                return null;
            }
            points.add(point);
        }
        return points.isEmpty() ? null : points;
    }

    /** Points that the operand's type holds are looked up; others, which a number of another type may equal, are compared. */
    private static Expression in(Expression operand, List<Expression> points) {
        ColumnType type = operand.type().type();
        ValueType result = new ValueType(ColumnType.BOOLEAN, operand.type().nullable());
        List<Expression> list = new ArrayList<>(List.of(operand));
        List<Expression> alternatives = new ArrayList<>();
        for (Expression point : points) {
            Constant same = point instanceof Constant constant ? Constants.sameValue(constant, type) : null;
            if (same == null) {
                alternatives.add(new Call(Operation.EQ, result, operand, point));
            } else {
                list.add(same);
            }
        }
        if (list.size() == 2) {
            alternatives.add(new Call(Operation.EQ, result, operand, list.get(1)));
        } else if (list.size() > 2) {
            alternatives.add(new Call(Operation.IN, list, result));
        }
        return alternatives.size() == 1 ? alternatives.get(0) : new Call(Operation.OR, alternatives, result);
    }

    private static Expression unknownAs(RexUnknownAs unknown, Expression operand, Expression found) {
        return switch (unknown) {
            case UNKNOWN -> found;
            case FALSE -> new Call(Operation.IS_TRUE, ValueType.BOOLEAN, found);
            case TRUE ->
                new Call(
                        Operation.OR,
                        ValueType.BOOLEAN,
                        new Call(Operation.IS_NULL, ValueType.BOOLEAN, operand),
                        found);
        };
    }
}
