package io.gpuquery.scan;

import io.gpuquery.scan.ScanPredicate.Operator;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a column's values in some rows, such as a row group, a page or a block; tells whether one of the rows may satisfy a
 * predicate, and whether all of them do. Where anything is not known, one may, and not all do.
 *
 * <p>NaN is outside all bounds. It satisfies {@code <>} and no other comparison, so {@code <>} never rules out rows that may hold it.
 * Zeros of both signs are equal, here as in the predicate.
 *
 * @param rowCount how many rows there are
 * @param nullCount how many of them are null, exactly; null where it is not known
 * @param min no value is smaller, NaN left out; null where it is not known
 * @param max no value is greater, NaN left out; null where it is not known
 * @param mayHoldNan whether a value may be NaN
 */
public record ColumnRange(
        long rowCount,
        @Nullable Long nullCount,
        @Nullable Literal min,
        @Nullable Literal max,
        boolean mayHoldNan) {

    /**
     * Whether one of the rows may satisfy all of these.
     *
     * @param ranges what is known of the columns that predicates name by index; null where nothing is
     */
    public static boolean mayMatch(List<ScanPredicate> conjuncts, IntFunction<@Nullable ColumnRange> ranges) {
        return conjuncts.stream().allMatch(conjunct -> mayMatch(conjunct, ranges));
    }

    private static boolean mayMatch(ScanPredicate predicate, IntFunction<@Nullable ColumnRange> ranges) {
        if (predicate instanceof ScanPredicate.And and) {
            return mayMatch(and.operands(), ranges);
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return or.operands().stream().anyMatch(operand -> mayMatch(operand, ranges));
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            ColumnRange known = ranges.apply(test.column());
            return known == null || (test.negated() ? known.mayHoldValue() : known.mayHoldNull());
        }
        if (predicate instanceof ScanPredicate.In in) {
            ColumnRange known = ranges.apply(in.column());
            return known == null || in.literals().stream().anyMatch(literal -> known.mayHold(Operator.EQ, literal));
        }
        if (predicate instanceof ScanPredicate.OfField) {
            // What is known of a column is not known of its fields.
            return true;
        }
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        ColumnRange known = ranges.apply(comparison.column());
        return known == null || known.mayHold(comparison.operator(), comparison.literal());
    }

    /**
     * Whether all of the rows are known to satisfy all of these.
     *
     * @param ranges what is known of the columns that predicates name by index; null where nothing is
     */
    public static boolean allMatch(List<ScanPredicate> conjuncts, IntFunction<@Nullable ColumnRange> ranges) {
        return conjuncts.stream().allMatch(conjunct -> allMatch(conjunct, ranges));
    }

    private static boolean allMatch(ScanPredicate predicate, IntFunction<@Nullable ColumnRange> ranges) {
        if (predicate instanceof ScanPredicate.And and) {
            return allMatch(and.operands(), ranges);
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return or.operands().stream().anyMatch(operand -> allMatch(operand, ranges));
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            ColumnRange known = ranges.apply(test.column());
            return known != null && !(test.negated() ? known.mayHoldNull() : known.mayHoldValue());
        }
        if (predicate instanceof ScanPredicate.In in) {
            ColumnRange known = ranges.apply(in.column());
            return known != null && in.literals().stream().anyMatch(literal -> known.holdsFor(Operator.EQ, literal));
        }
        if (predicate instanceof ScanPredicate.OfField) {
            return false;
        }
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        ColumnRange known = ranges.apply(comparison.column());
        return known != null && known.holdsFor(comparison.operator(), comparison.literal());
    }

    private boolean mayHoldNull() {
        return nullCount == null || nullCount > 0;
    }

    private boolean mayHoldValue() {
        return nullCount == null || nullCount < rowCount;
    }

    /** Whether one of the values may be so compared with a constant. */
    private boolean mayHold(Operator operator, Literal literal) {
        if (!mayHoldValue()) {
            return false;
        }
        Integer toMin = min == null ? null : LiteralOrder.compare(literal, min);
        Integer toMax = max == null ? null : LiteralOrder.compare(literal, max);
        return switch (operator) {
            case EQ -> (toMin == null || toMin >= 0) && (toMax == null || toMax <= 0);
            case NE -> toMin == null || toMax == null || toMin != 0 || toMax != 0 || mayHoldNan;
            case LT -> toMin == null || toMin > 0;
            case LE -> toMin == null || toMin >= 0;
            case GT -> toMax == null || toMax < 0;
            case GE -> toMax == null || toMax <= 0;
        };
    }

    /** Whether all rows hold a value that is so compared with a constant. */
    private boolean holdsFor(Operator operator, Literal literal) {
        Integer toMin = min == null ? null : LiteralOrder.compare(literal, min);
        Integer toMax = max == null ? null : LiteralOrder.compare(literal, max);
        if (mayHoldNull() || toMin == null || toMax == null) {
            return false;
        }
        return switch (operator) {
            case EQ -> toMin == 0 && toMax == 0 && !mayHoldNan;
            case NE -> toMin < 0 || toMax > 0;
            case LT -> toMax > 0 && !mayHoldNan;
            case LE -> toMax >= 0 && !mayHoldNan;
            case GT -> toMin < 0 && !mayHoldNan;
            case GE -> toMin <= 0 && !mayHoldNan;
        };
    }
}
