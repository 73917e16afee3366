package io.gpuquery.calcite.rewrite;

import java.util.function.ToDoubleFunction;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;

/**
 * The share of rows that a condition leaves, guessed where nothing is known: an equality leaves a tenth, a comparison a
 * third, a range between two bounds a sixth, anything else (LIKE) a quarter.
 */
final class Selectivity {
    private static final double EQUALITY = 0.1;
    private static final double COMPARISON = 1.0 / 3;
    private static final double RANGE = 1.0 / 6;
    private static final double IS_NULL = 0.05;
    private static final double OTHER = 0.25;

    private final ToDoubleFunction<RexInputRef> distinctValues;

    /** @param distinctValues how many different values a field has; NaN where that is not known */
    Selectivity(ToDoubleFunction<RexInputRef> distinctValues) {
        this.distinctValues = distinctValues;
    }

    /** The share that {@code condition} leaves, with nothing known about any column. */
    static double ofUnknownColumns(RexNode condition) {
        return new Selectivity(field -> Double.NaN).of(condition);
    }

    /** The share that {@code condition} leaves: from 0 to 1. */
    double of(RexNode condition) {
        if (condition.isAlwaysTrue()) {
            return 1;
        }
        if (condition.isAlwaysFalse()) {
            return 0;
        }
        if (!(condition instanceof RexCall call)) {
            return 0.5;
        }
        RexNode first =
                call.getOperands().isEmpty() ? condition : call.getOperands().get(0);
        return switch (call.getKind()) {
            case AND -> call.getOperands().stream().mapToDouble(this::of).reduce(1, (a, b) -> a * b);
            case OR -> 1 - call.getOperands().stream().mapToDouble(this::of).reduce(1, (a, b) -> a * (1 - b));
            case NOT -> 1 - of(first);
            case EQUALS, IS_NOT_DISTINCT_FROM -> equality(call);
            case NOT_EQUALS, IS_DISTINCT_FROM -> 1 - equality(call);
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> COMPARISON;
            case IS_NULL -> IS_NULL;
            case IS_NOT_NULL -> 1 - IS_NULL;
            case SEARCH -> search(first, (RexLiteral) call.getOperands().get(1));
            default -> OTHER;
        };
    }

    private double equality(RexCall call) {
        double share = 0;
        for (RexNode operand : call.getOperands()) {
            share = Math.max(share, operand.isA(SqlKind.LITERAL) ? 0 : 1 / values(operand));
        }
        return share == 0 ? EQUALITY : share;
    }

    private double search(RexNode field, RexLiteral literal) {
        Sarg<?> sarg = literal.getValueAs(Sarg.class);
        if (sarg == null) {
            return OTHER;
        }
        if (sarg.isComplementedPoints()) {
            return Math.max(OTHER, 1 - sarg.rangeSet.complement().asRanges().size() / values(field));
        }
        double share = 0;
        for (var range : sarg.rangeSet.asRanges()) {
            boolean bounded = range.hasLowerBound() && range.hasUpperBound();
            boolean point = bounded && range.lowerEndpoint().equals(range.upperEndpoint());
            share += point ? 1 / values(field) : bounded ? RANGE : COMPARISON;
        }
        return Math.min(share, 0.5);
    }

    private double values(RexNode operand) {
        double values =
                RowEstimates.field(operand) instanceof RexInputRef ref ? distinctValues.applyAsDouble(ref) : Double.NaN;
        return Double.isNaN(values) ? 1 / EQUALITY : Math.max(1, values);
    }
}
