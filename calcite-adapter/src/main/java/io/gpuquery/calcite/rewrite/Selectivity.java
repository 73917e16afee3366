package io.gpuquery.calcite.rewrite;

import com.google.common.collect.Range;
import io.gpuquery.calcite.table.DeviceTable;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.Sarg;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/**
 * The share of rows that a condition leaves: from the numbers of different values, from least and greatest values, between which all
 * others are taken to be spread evenly, and from the numbers of nulls. Guessed where nothing is known: an equality leaves a tenth, a
 * comparison a third, a range between two bounds a sixth, anything else (LIKE) a quarter.
 */
public final class Selectivity {
    /** Estimates are wrong, and nothing is as wrong as an estimate of no rows. */
    private static final double LEAST = 1e-4;

    private static final double EQUALITY = 0.1;
    private static final double COMPARISON = 1.0 / 3;
    private static final double RANGE = 1.0 / 6;
    private static final double IS_NULL = 0.05;
    private static final double OTHER = 0.25;

    private final Function<RexInputRef, ColumnKnowledge> columns;

    /** Takes what is known of each field. */
    Selectivity(Function<RexInputRef, ColumnKnowledge> columns) {
        this.columns = columns;
    }

    /** The share of a table's rows that a condition over its columns leaves. */
    public static double ofTable(RexNode condition, DeviceTable table) {
        return new Selectivity(field -> ColumnKnowledge.of(table, field.getIndex())).of(condition);
    }

    /** The share that {@code condition} leaves, with nothing known about any column. */
    static double ofUnknownColumns(RexNode condition) {
        return new Selectivity(field -> ColumnKnowledge.NONE).of(condition);
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
            case AND -> conjunction(call.getOperands());
            case OR -> 1 - call.getOperands().stream().mapToDouble(this::of).reduce(1, (a, b) -> a * (1 - b));
            case NOT -> 1 - of(first);
            case EQUALS, IS_NOT_DISTINCT_FROM -> equality(call);
            case NOT_EQUALS, IS_DISTINCT_FROM -> 1 - equality(call);
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> comparison(call);
            case IS_NULL -> nulls(first);
            case IS_NOT_NULL -> 1 - nulls(first);
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

    private double nulls(RexNode operand) {
        double share = knowledge(operand).nullShare();
        return Double.isNaN(share) ? IS_NULL : share;
    }

    /** What is below a bound and above another of one column is in between; all else is taken to be independent. */
    private double conjunction(List<RexNode> conjuncts) {
        Map<RexNode, double[]> bounds = new HashMap<>();
        double share = 1;
        for (RexNode conjunct : conjuncts) {
            Side side = conjunct instanceof RexCall call ? side(call) : null;
            if (side == null) {
                share *= of(conjunct);
            } else {
                double[] sides = bounds.computeIfAbsent(side.field, field -> new double[] {1, 1});
                int below = side.below ? 0 : 1;
                sides[below] = Math.min(sides[below], side.share);
            }
        }
        for (Map.Entry<RexNode, double[]> sides : bounds.entrySet()) {
            double between = sides.getValue()[0] + sides.getValue()[1] - 1;
            share *= bounded(between) * knowledge(sides.getKey()).valueShare();
        }
        return share;
    }

    /** The share of a column's values that a bound leaves, those below it or those above. */
    private record Side(RexNode field, boolean below, double share) {}

    /** Of a comparison of a column of which enough is known with a constant; null for anything else. */
    private @Nullable Side side(RexCall call) {
        boolean less = call.getKind() == SqlKind.LESS_THAN || call.getKind() == SqlKind.LESS_THAN_OR_EQUAL;
        boolean greater = call.getKind() == SqlKind.GREATER_THAN || call.getKind() == SqlKind.GREATER_THAN_OR_EQUAL;
        if (!less && !greater) {
            return null;
        }
        RexNode left = RexUtil.removeCast(call.getOperands().get(0));
        RexNode right = RexUtil.removeCast(call.getOperands().get(1));
        boolean mirrored = left instanceof RexLiteral;
        RexNode field = mirrored ? right : left;
        if (!((mirrored ? left : right) instanceof RexLiteral literal)) {
            return null;
        }
        double share = knowledge(field).shareBelow(ColumnKnowledge.number(literal));
        boolean below = less != mirrored;
        return Double.isNaN(share) ? null : new Side(field, below, below ? share : 1 - share);
    }

    private double comparison(RexCall call) {
        Side side = side(call);
        return side == null
                ? COMPARISON
                : bounded(side.share) * knowledge(side.field).valueShare();
    }

    private static double bounded(double share) {
        return Math.max(LEAST, Math.min(1, share));
    }

    private ColumnKnowledge knowledge(RexNode operand) {
        return RowEstimates.field(operand) instanceof RexInputRef ref ? columns.apply(ref) : ColumnKnowledge.NONE;
    }

    /** The share between two bounds, of which one may be missing; NaN where it is not known. */
    private static double range(ColumnKnowledge known, Range<?> range) {
        double from = range.hasLowerBound() ? known.shareBelow(number(range.lowerEndpoint())) : 0;
        double to = range.hasUpperBound() ? known.shareBelow(number(range.upperEndpoint())) : 1;
        return bounded(to - from) * known.valueShare();
    }

    private static double number(Object endpoint) {
        if (endpoint instanceof BigDecimal number) {
            return number.doubleValue();
        }
        if (endpoint instanceof DateString date) {
            return date.getDaysSinceEpoch();
        }
        return endpoint instanceof TimestampString moment ? moment.getMillisSinceEpoch() / 1000.0 : Double.NaN;
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
            double known = point ? 1 / values(field) : range(knowledge(field), range);
            share += Double.isNaN(known) ? (bounded ? RANGE : COMPARISON) : known;
        }
        return Math.min(share, 1);
    }

    private double values(RexNode operand) {
        double values = knowledge(operand).distinct();
        return Double.isNaN(values) ? 1 / EQUALITY : Math.max(1, values);
    }
}
