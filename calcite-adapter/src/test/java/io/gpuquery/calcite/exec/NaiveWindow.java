package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.windowing.FrameBound;
import io.gpuquery.calcite.exec.windowing.WindowFrame;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Frames found by looking at each row of the partition for each row. */
final class NaiveWindow {
    private final List<@Nullable Object[]> rows;
    private final WindowGroup group;
    private final ColumnType keyType;
    private final Comparator<@Nullable Object[]> order;

    NaiveWindow(List<@Nullable Object[]> rows, WindowGroup group, ColumnType keyType) {
        this.rows = rows;
        this.group = group;
        this.keyType = keyType;
        this.order = SortTest.order(group.order());
    }

    /** The rows of a row's partition, in order. */
    List<@Nullable Object[]> partition(@Nullable Object[] row) {
        List<@Nullable Object[]> partition = new ArrayList<>();
        for (@Nullable Object[] other : rows) {
            if (group.partition().stream().allMatch(column -> Objects.equals(row[column], other[column]))) {
                partition.add(other);
            }
        }
        partition.sort(order);
        return partition;
    }

    /** The rows that count for a row, in order. */
    List<@Nullable Object[]> frame(@Nullable Object[] row) {
        List<@Nullable Object[]> partition = partition(row);
        int place = -1;
        for (int i = 0; i < partition.size(); i++) {
            place = partition.get(i) == row ? i : place;
        }
        List<@Nullable Object[]> frame = new ArrayList<>();
        for (int i = 0; i < partition.size(); i++) {
            boolean peer = order.compare(partition.get(i), row) == 0;
            boolean excluded = switch (group.frame().exclusion()) {
                case NONE -> false;
                case CURRENT_ROW -> i == place;
                case GROUP -> peer;
                case TIES -> peer && i != place;
            };
            if (!excluded && isIn(partition, i, place, true) && isIn(partition, i, place, false)) {
                frame.add(partition.get(i));
            }
        }
        return frame;
    }

    /** Whether a place is behind the begin, or before the end, of the frame of another. */
    private boolean isIn(List<@Nullable Object[]> partition, int at, int place, boolean lower) {
        WindowFrame frame = group.frame();
        FrameBound bound = lower ? frame.lower() : frame.upper();
        int sign = lower ? 1 : -1;
        @Nullable Object[] row = partition.get(at);
        @Nullable Object[] pivot = partition.get(place);
        boolean back = bound.kind() == FrameBound.Kind.PRECEDING;
        BigDecimal offset = bound.offset();
        if (bound.kind() == FrameBound.Kind.UNBOUNDED_PRECEDING
                || bound.kind() == FrameBound.Kind.UNBOUNDED_FOLLOWING) {
            return true;
        }
        if (frame.rows()) {
            BigDecimal moved =
                    BigDecimal.valueOf(place).add(offset == null ? BigDecimal.ZERO : back ? offset.negate() : offset);
            return sign * BigDecimal.valueOf(at).compareTo(moved) >= 0;
        }
        SortKey key = group.order().get(0);
        Object value = row[key.column()];
        Object pivotValue = pivot[key.column()];
        if (offset == null || pivotValue == null) {
            return sign * order.compare(row, pivot) >= 0;
        }
        if (value == null) {
            return lower != key.nullsFirst();
        }
        int compared = compare(value, pivotValue, back == key.descending() ? offset : offset.negate(), bound.months());
        return sign * (key.descending() ? -compared : compared) >= 0;
    }

    /** Compares a value with another that is moved. */
    private int compare(Object value, Object pivot, BigDecimal move, boolean months) {
        if (value instanceof Double || value instanceof Float) {
            double moved = ((Number) pivot).doubleValue() + move.doubleValue();
            return Double.compare(((Number) value).doubleValue() + 0.0, moved + 0.0);
        }
        if (months) {
            java.time.LocalDate day = java.time.LocalDate.ofEpochDay(((Number) pivot).longValue());
            return Long.compare(
                    ((Number) value).longValue(),
                    day.plusMonths(move.longValueExact()).toEpochDay());
        }
        return number(value).compareTo(number(pivot).add(move));
    }

    private BigDecimal number(Object value) {
        return value instanceof BigDecimal decimal
                ? decimal
                : new BigDecimal(TestTable.unscaled(value), keyType.scale());
    }
}
