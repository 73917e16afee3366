package io.gpuquery.calcite.roundtrip;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A table of random types and values.
 *
 * @param columns its columns; the first, {@code row_no}, counts the rows from 0
 * @param rows a value for each column, null only in nullable ones
 */
record RandomTable(List<RandomTable.Column> columns, List<List<@Nullable Object>> rows) {
    /** A column. */
    record Column(String name, ValueType type, boolean nullable) {}

    /** What the table is like, besides the types of its columns. */
    enum Shape {
        USUAL,
        NO_ROWS,
        ONE_ROW,
        ONE_COLUMN,
        WIDE,
        ONLY_NULLS
    }

    private static final int WIDE_COLUMNS = 200;

    /** A table whose columns are of {@code types}, in any order; a usual one has each type once. */
    static RandomTable of(Random random, Shape shape, List<ValueType> types) {
        RandomValues values = new RandomValues(random);
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("row_no", ValueType.BIGINT, false));
        int width = switch (shape) {
            case USUAL, NO_ROWS, ONE_ROW, ONLY_NULLS -> types.size();
            case ONE_COLUMN -> 0;
            case WIDE -> WIDE_COLUMNS - 1;
        };
        for (int i = 0; i < width; i++) {
            ValueType type = types.get(i % types.size());
            columns.add(new Column("c" + i + "_" + type.name().toLowerCase(java.util.Locale.ROOT), type, true));
        }
        int rowCount = switch (shape) {
            case USUAL, ONE_COLUMN -> 100 + random.nextInt(400);
            case NO_ROWS -> 0;
            case ONE_ROW -> 1;
            case WIDE, ONLY_NULLS -> 30;
        };
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long row = 0; row < rowCount; row++) {
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(row);
            for (Column column : columns.subList(1, columns.size())) {
                boolean isNull = shape == Shape.ONLY_NULLS || random.nextInt(6) == 0;
                cells.add(isNull ? null : values.value(column.type()));
            }
            rows.add(cells);
        }
        return new RandomTable(List.copyOf(columns), rows);
    }

    /** The same rows with those columns only that are of some types. */
    RandomTable only(java.util.function.Predicate<ValueType> types) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (i == 0 || types.test(columns.get(i).type())) {
                kept.add(i);
            }
        }
        List<List<@Nullable Object>> narrow = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            List<@Nullable Object> cells = new ArrayList<>();
            kept.forEach(i -> cells.add(row.get(i)));
            narrow.add(cells);
        }
        return new RandomTable(kept.stream().map(columns::get).toList(), narrow);
    }

    /** Where a column's values are in a row. */
    List<@Nullable Object> values(int column) {
        List<@Nullable Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.get(column)));
        return values;
    }
}
