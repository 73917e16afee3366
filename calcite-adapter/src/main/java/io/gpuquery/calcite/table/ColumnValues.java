package io.gpuquery.calcite.table;

import io.gpuquery.calcite.translation.RuntimeValues;
import io.gpuquery.column.Column;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.MapColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.ViewColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/**
 * Takes values out of a column as Calcite's runtime wants them: boxed numbers, DATE as days (Integer), TIME as milliseconds
 * (Integer), timestamps as milliseconds (Long), {@link BigDecimal}, {@link String}, {@link ByteString}, {@link UUID}, arrays as
 * {@link List}, {@link Map}, rows as {@code Object[]}, and as elements of arrays as {@link List}.
 *
 * <p>One for each column of each batch; valid while the batch is.
 */
final class ColumnValues {
    private static final int NANO_DIGITS = 9;
    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private final Column column;
    private final IntFunction<Object> values;
    private boolean lossy;

    ColumnValues(Column column) {
        this.column = column;
        this.values = values(column);
    }

    /** Whether digits below the millisecond were dropped. */
    boolean lossy() {
        return lossy;
    }

    /**
     * Puts values into rows.
     *
     * @param selection which rows of the batch count; null: all
     * @param first position of the first one among those that count
     * @param rows takes the value of position {@code first + i} in {@code rows[i][field]}, for each i below {@code count}
     */
    void read(@Nullable Selection selection, int first, int count, @Nullable Object[][] rows, int field) {
        boolean nulls = column.validity().hasNulls();
        for (int i = 0; i < count; i++) {
            int row = selection == null ? first + i : selection.row(first + i);
            rows[i][field] = nulls && column.isNull(row) ? null : values.apply(row);
        }
    }

    private IntFunction<Object> values(Column source) {
        if (source instanceof FixedWidthColumn fixed) {
            return fixedWidth(fixed);
        }
        if (source instanceof ViewColumn views) {
            return views(views);
        }
        if (source instanceof ListColumn lists) {
            IntFunction<@Nullable Object> elements = nullable(lists.elements());
            return row -> {
                List<@Nullable Object> list = new ArrayList<>(lists.end(row) - lists.start(row));
                for (int i = lists.start(row); i < lists.end(row); i++) {
                    list.add(RuntimeValues.element(elements.apply(i)));
                }
                return FlatLists.of(list);
            };
        }
        if (source instanceof MapColumn maps) {
            return maps(maps);
        }
        if (source instanceof StructColumn rows) {
            List<IntFunction<@Nullable Object>> fields =
                    rows.fields().stream().map(this::nullable).toList();
            return row -> {
                @Nullable Object[] values = new @Nullable Object[fields.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = fields.get(i).apply(row);
                }
                return values;
            };
        }
        DictionaryColumn coded = (DictionaryColumn) source;
        IntFunction<Object> entries = views(coded.dictionary());
        @Nullable Object[] known = new @Nullable Object[coded.dictionary().rowCount()];
        return row -> {
            int code = coded.getCode(row);
            Object value = known[code];
            if (value == null) {
                value = entries.apply(code);
                known[code] = value;
            }
            return value;
        };
    }

    private IntFunction<@Nullable Object> nullable(Column child) {
        IntFunction<Object> present = values(child);
        return row -> child.isNull(row) ? null : present.apply(row);
    }

    private IntFunction<Object> maps(MapColumn maps) {
        IntFunction<@Nullable Object> keys = nullable(maps.keys());
        IntFunction<@Nullable Object> mapped = nullable(maps.values());
        return row -> {
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            for (int i = maps.start(row); i < maps.end(row); i++) {
                entries.put(keys.apply(i), mapped.apply(i));
            }
            return Collections.unmodifiableMap(entries);
        };
    }

    private static IntFunction<Object> views(ViewColumn views) {
        return switch (views.type().kind()) {
            case VARBINARY -> row -> new ByteString(views.getBytes(row));
            case VARCHAR -> views::getString;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> throw new IllegalArgumentException(views.type() + " is not stored as views");
        };
    }

    private IntFunction<Object> fixedWidth(FixedWidthColumn fixed) {
        return switch (fixed.type().kind()) {
            case BOOLEAN -> row -> fixed.getLong(row) != 0;
            case TINYINT -> row -> (byte) fixed.getLong(row);
            case SMALLINT -> row -> (short) fixed.getLong(row);
            case INTEGER, DATE -> row -> (int) fixed.getLong(row);
            case BIGINT -> fixed::getLong;
            case REAL -> row -> (float) fixed.getDouble(row);
            case DOUBLE -> fixed::getDouble;
            case DECIMAL -> decimals(fixed);
            case TIME -> {
                long unitsPerMilli = unitsPerMilli(fixed);
                yield row -> (int) millis(fixed.getLong(row), unitsPerMilli);
            }
            case TIMESTAMP, TIMESTAMP_LTZ -> {
                long unitsPerMilli = unitsPerMilli(fixed);
                yield row -> millis(fixed.getLong(row), unitsPerMilli);
            }
            case UUID -> row -> new UUID(fixed.getHigh(row), fixed.getLow(row));
            case VARCHAR, VARBINARY, ARRAY, MAP, ROW ->
                throw new IllegalArgumentException(fixed.type() + " has no fixed width");
        };
    }

    private static IntFunction<Object> decimals(FixedWidthColumn fixed) {
        int scale = fixed.type().scale();
        if (fixed.storage() != Storage.INT128) {
            return row -> BigDecimal.valueOf(fixed.getLong(row), scale);
        }
        return row -> {
            long high = fixed.getHigh(row);
            long low = fixed.getLow(row);
            if (high == low >> (Long.SIZE - 1)) {
                return BigDecimal.valueOf(low, scale);
            }
            BigInteger unscaled = BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsigned(low));
            return new BigDecimal(unscaled, scale);
        };
    }

    private static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : signed;
    }

    private static long unitsPerMilli(FixedWidthColumn fixed) {
        int digits = fixed.type().precision();
        if (digits < SqlTypes.FRACTION_DIGITS || digits > NANO_DIGITS) {
            throw new IllegalArgumentException(fixed.type() + " counts no fractions of a millisecond");
        }
        return POWERS_OF_TEN[digits - SqlTypes.FRACTION_DIGITS];
    }

    private long millis(long units, long unitsPerMilli) {
        if (unitsPerMilli == 1) {
            return units;
        }
        long millis = Math.floorDiv(units, unitsPerMilli);
        lossy |= millis * unitsPerMilli != units;
        return millis;
    }
}
