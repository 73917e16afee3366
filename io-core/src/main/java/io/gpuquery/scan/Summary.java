package io.gpuquery.scan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of rows that are not handed out, since it is all that somebody wants of them.
 *
 * @param rowCount how many rows there are
 * @param columns of the columns of the scan, in its order
 */
public record Summary(long rowCount, List<Summary.Values> columns) {
    public Summary {
        columns = List.copyOf(columns);
    }

    /**
     * What somebody wants of a column.
     *
     * @param count how many rows hold a value
     * @param min the least value
     * @param max the greatest value
     */
    public record Wanted(boolean count, boolean min, boolean max) {
        boolean any() {
            return count || min || max;
        }
    }

    /**
     * What is known of a column, as far as it is wanted. NaN is above all numbers, -0 below 0.
     *
     * @param count how many rows hold a value
     * @param min the least value; null where there is none
     * @param max the greatest value; null where there is none
     */
    public record Values(
            long count, @Nullable Literal min, @Nullable Literal max) {
        private Values plus(Values other) {
            return new Values(
                    Math.addExact(count, other.count), extreme(min, other.min, -1), extreme(max, other.max, 1));
        }

        private static @Nullable Literal extreme(@Nullable Literal left, @Nullable Literal right, int sign) {
            if (left == null || right == null) {
                return left == null ? right : left;
            }
            return order(left, right) * sign >= 0 ? left : right;
        }

        private static int order(Literal left, Literal right) {
            if (left instanceof Literal.OfDouble a && right instanceof Literal.OfDouble b) {
                return Double.compare(a.value(), b.value());
            }
            Integer order = LiteralOrder.compare(left, right);
            if (order == null) {
                throw new IllegalArgumentException("values of different types");
            }
            return order;
        }
    }

    /** No rows. */
    public static Summary ofNothing(int columnCount) {
        return new Summary(0, java.util.Collections.nCopies(columnCount, new Values(0, null, null)));
    }

    /** What is known of rows; null where something that is wanted is not. */
    public static @Nullable Summary of(long rowCount, List<ColumnFacts> facts, List<Wanted> wanted) {
        List<Values> columns = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            ColumnFacts known = facts.get(i);
            if (!known.has(wanted.get(i))) {
                return null;
            }
            boolean any = known.valueCount() > 0;
            columns.add(new Values(
                    Math.max(0, known.valueCount()),
                    any && wanted.get(i).min() ? known.range().min() : null,
                    any && wanted.get(i).max() ? known.range().max() : null));
        }
        return new Summary(rowCount, columns);
    }

    /** Of these rows and others. */
    public Summary plus(Summary other) {
        List<Values> sum = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            sum.add(columns.get(i).plus(other.columns.get(i)));
        }
        return new Summary(Math.addExact(rowCount, other.rowCount), sum);
    }
}
