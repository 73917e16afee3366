package io.gpuquery.calcite.tpch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of two results: exact values exactly, doubles within 1e-9 of each other, relatively.
 *
 * <p>Where one side is a decimal and the other a double, the decimal may also be off by half a unit of its last digit:
 * it was rounded to its scale. Column names are not compared. Nothing equals null but null.
 */
public final class ResultComparison {
    private static final double RELATIVE_TOLERANCE = 1e-9;

    private ResultComparison() {}

    /** Fails unless both have the same rows in the same order. */
    public static void assertSameOrderedRows(ResultRows actual, ResultRows expected) {
        requireSameWidth(actual, expected);
        compare(actual.rows(), expected, expected.rows());
    }

    /** Fails unless both have the same rows, each as often, in any order. */
    public static void assertSameRows(ResultRows actual, ResultRows expected) {
        requireSameWidth(actual, expected);
        Comparator<List<@Nullable Object>> order = order(actual, expected);
        compare(
                actual.rows().stream().sorted(order).toList(),
                expected,
                expected.rows().stream().sorted(order).toList());
    }

    private static void requireSameWidth(ResultRows actual, ResultRows expected) {
        if (actual.columnNames().size() != expected.columnNames().size()) {
            throw new AssertionError("columns " + actual.columnNames() + " instead of " + expected.columnNames());
        }
    }

    private static void compare(
            List<List<@Nullable Object>> actualRows, ResultRows expected, List<List<@Nullable Object>> expectedRows) {
        int rowCount = Math.min(actualRows.size(), expectedRows.size());
        for (int row = 0; row < rowCount; row++) {
            for (int column = 0; column < expected.columnNames().size(); column++) {
                Object actualValue = actualRows.get(row).get(column);
                Object expectedValue = expectedRows.get(row).get(column);
                if (!isSame(actualValue, expectedValue)) {
                    throw new AssertionError("row " + row + ", column "
                            + expected.columnNames().get(column) + ": " + describe(actualValue) + " instead of "
                            + describe(expectedValue) + "\n  actual row:   " + actualRows.get(row)
                            + "\n  expected row: " + expectedRows.get(row));
                }
            }
        }
        if (actualRows.size() != expectedRows.size()) {
            boolean more = actualRows.size() > expectedRows.size();
            throw new AssertionError(actualRows.size() + " rows instead of " + expectedRows.size() + "; first "
                    + (more ? "surplus" : "missing") + " row: "
                    + (more ? actualRows : expectedRows).get(rowCount));
        }
    }

    /** Whether two values of {@link ResultRows} are the same, within the tolerance of their types. */
    static boolean isSame(@Nullable Object actual, @Nullable Object expected) {
        if (actual == null || expected == null) {
            return actual == expected;
        }
        if (actual instanceof BigDecimal a && expected instanceof BigDecimal e) {
            return a.compareTo(e) == 0;
        }
        if (actual instanceof Number a && expected instanceof Number e) {
            return isClose(a.doubleValue(), e.doubleValue(), Math.max(rounding(a), rounding(e)));
        }
        return actual.equals(expected);
    }

    private static double rounding(Number number) {
        return number instanceof BigDecimal decimal && decimal.scale() > 0 ? 0.5 * Math.pow(10, -decimal.scale()) : 0;
    }

    private static boolean isClose(double a, double b, double rounding) {
        if (Double.compare(a, b) == 0 || a == b) {
            return true;
        }
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return false;
        }
        return Math.abs(a - b) <= rounding + RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }

    /**
     * Sorts by the columns that are exact on both sides first, so that two sums of doubles that differ in their last
     * bit do not swap rows.
     */
    private static Comparator<List<@Nullable Object>> order(ResultRows actual, ResultRows expected) {
        List<Integer> exact = new ArrayList<>();
        List<Integer> inexact = new ArrayList<>();
        for (int column = 0; column < expected.columnNames().size(); column++) {
            (hasDouble(actual, column) || hasDouble(expected, column) ? inexact : exact).add(column);
        }
        exact.addAll(inexact);
        return (left, right) -> {
            for (int column : exact) {
                int order = compareValues(left.get(column), right.get(column));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    private static boolean hasDouble(ResultRows rows, int column) {
        return rows.rows().stream().anyMatch(row -> row.get(column) instanceof Double);
    }

    private static int compareValues(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        if (left instanceof BigDecimal l && right instanceof BigDecimal r) {
            return l.compareTo(r);
        }
        if (left instanceof Number l && right instanceof Number r) {
            return Double.compare(l.doubleValue(), r.doubleValue());
        }
        return left.toString().compareTo(right.toString());
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "null" : value + " (" + value.getClass().getSimpleName() + ")";
    }
}
