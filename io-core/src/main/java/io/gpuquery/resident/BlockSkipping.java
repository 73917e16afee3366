package io.gpuquery.resident;

import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds blocks in which no row can satisfy a predicate, by their bounds and null counts. Where anything is not known, a block may
 * match. NaN is outside all bounds; it satisfies {@code <>} and no other comparison.
 */
public final class BlockSkipping {
    private final TableSchema schema;
    private final List<ScanPredicate> conjuncts;

    /** Takes predicates over a table's columns. */
    public BlockSkipping(TableSchema schema, List<ScanPredicate> conjuncts) {
        this.schema = schema;
        this.conjuncts = conjuncts;
    }

    /**
     * Whether some row of a block may satisfy all.
     *
     * @param bounds of the table's column of an index; null where they are not known
     */
    public boolean mayMatch(int block, IntFunction<@Nullable BlockBounds> bounds) {
        return conjuncts.stream().allMatch(conjunct -> mayMatch(conjunct, block, bounds));
    }

    private boolean mayMatch(ScanPredicate predicate, int block, IntFunction<@Nullable BlockBounds> bounds) {
        if (predicate instanceof ScanPredicate.And and) {
            return and.operands().stream().allMatch(operand -> mayMatch(operand, block, bounds));
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return or.operands().stream().anyMatch(operand -> mayMatch(operand, block, bounds));
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            BlockBounds known = bounds.apply(test.column());
            return known == null
                    || (test.negated() ? known.nullCount(block) < known.rowCount(block) : known.nullCount(block) > 0);
        }
        if (predicate instanceof ScanPredicate.In in) {
            BlockBounds known = bounds.apply(in.column());
            return known == null
                    || in.literals().stream()
                            .anyMatch(literal -> mayMatch(known, in.column(), block, Operator.EQ, literal));
        }
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        BlockBounds known = bounds.apply(comparison.column());
        return known == null
                || mayMatch(known, comparison.column(), block, comparison.operator(), comparison.literal());
    }

    private boolean mayMatch(BlockBounds bounds, int column, int block, Operator operator, Literal literal) {
        if (bounds.nullCount(block) == bounds.rowCount(block)) {
            return false;
        }
        Literal min = bounds.min(block);
        Literal max = bounds.max(block);
        if (min == null || max == null) {
            return true;
        }
        Integer toMin = compare(literal, min);
        Integer toMax = compare(literal, max);
        if (toMin == null || toMax == null) {
            return true;
        }
        return switch (operator) {
            case EQ -> toMin >= 0 && toMax <= 0;
            case NE -> toMin != 0 || toMax != 0 || mayHoldNan(column);
            case LT -> toMin > 0;
            case LE -> toMin >= 0;
            case GT -> toMax < 0;
            case GE -> toMax <= 0;
        };
    }

    private boolean mayHoldNan(int column) {
        Kind kind = schema.column(column).type().kind();
        return kind == Kind.REAL || kind == Kind.DOUBLE;
    }

    /** The order of two literals of one kind; null where there is none. */
    private static @Nullable Integer compare(Literal left, Literal right) {
        if (left instanceof Literal.OfLong a && right instanceof Literal.OfLong b) {
            return Long.compare(a.value(), b.value());
        }
        if (left instanceof Literal.OfDouble a && right instanceof Literal.OfDouble b) {
            double x = a.value();
            double y = b.value();
            // Zeros of both signs are equal, and NaN is in no order.
            return x < y ? Integer.valueOf(-1) : x > y ? Integer.valueOf(1) : x == y ? Integer.valueOf(0) : null;
        }
        if (left instanceof Literal.OfBytes a && right instanceof Literal.OfBytes b) {
            return Arrays.compareUnsigned(a.value(), b.value());
        }
        BigInteger a = integer(left);
        BigInteger b = integer(right);
        return a == null || b == null ? null : (Integer) a.compareTo(b);
    }

    private static @Nullable BigInteger integer(Literal literal) {
        if (literal instanceof Literal.OfLong value) {
            return BigInteger.valueOf(value.value());
        }
        return literal instanceof Literal.OfBigInteger value ? value.value() : null;
    }
}
