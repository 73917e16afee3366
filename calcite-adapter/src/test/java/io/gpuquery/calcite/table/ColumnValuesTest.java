package io.gpuquery.calcite.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthBuilder;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.column.ViewColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnValuesTest {
    @Test
    void integersKeepTheirJavaTypes() {
        assertThat(longs(ColumnType.TINYINT, -128, 127)).containsExactly((byte) -128, (byte) 127, null);
        assertThat(longs(ColumnType.SMALLINT, -32768, 1)).containsExactly((short) -32768, (short) 1, null);
        assertThat(longs(ColumnType.INTEGER, Integer.MIN_VALUE, 1)).containsExactly(Integer.MIN_VALUE, 1, null);
        assertThat(longs(ColumnType.BIGINT, Long.MIN_VALUE, 1)).containsExactly(Long.MIN_VALUE, 1L, null);
        assertThat(longs(ColumnType.BOOLEAN, 0, 1)).containsExactly(false, true, null);
    }

    @Test
    void datesAreDaysAndTimesAreMilliseconds() {
        assertThat(longs(ColumnType.DATE, -1, 19_000)).containsExactly(-1, 19_000, null);
        assertThat(longs(ColumnType.time(3), 5, 86_399_999)).containsExactly(5, 86_399_999, null);
        assertThat(longs(ColumnType.time(9), 5_000_000, 0)).containsExactly(5, 0, null);
        assertThat(longs(ColumnType.timestamp(6), 5_000, -5_000)).containsExactly(5L, -5L, null);
        assertThat(longs(ColumnType.timestampLtz(9), 5_000_000, 0)).containsExactly(5L, 0L, null);
    }

    @Test
    void digitsBelowTheMillisecondAreDroppedTowardsThePastAndNoticed() {
        try (FixedWidthColumn column = fixed(ColumnType.timestamp(6), -1, 1_999)) {
            ColumnValues values = new ColumnValues(column);
            assertThat(values.lossy()).isFalse();
            assertThat(read(values, 2)).containsExactly(-1L, 1L);
            assertThat(values.lossy()).isTrue();
        }
        try (FixedWidthColumn column = fixed(ColumnType.timestamp(6), -1_000, 2_000)) {
            ColumnValues values = new ColumnValues(column);
            read(values, 2);
            assertThat(values.lossy()).isFalse();
        }
    }

    @Test
    void realsAreFloatsAndDoublesAreDoubles() {
        FixedWidthBuilder single = new FixedWidthBuilder(ColumnType.REAL, 4);
        single.appendDouble(0.1f);
        single.appendDouble(Double.NaN);
        try (FixedWidthColumn column = single.build()) {
            assertThat(read(new ColumnValues(column), 2)).containsExactly(0.1f, Float.NaN);
        }
        FixedWidthBuilder dbl = new FixedWidthBuilder(ColumnType.DOUBLE, 4);
        dbl.appendDouble(-0.0);
        try (FixedWidthColumn column = dbl.build()) {
            assertThat(read(new ColumnValues(column), 1)).containsExactly(-0.0);
        }
    }

    @Test
    void decimalsHaveTheScaleOfTheirColumn() {
        assertThat(longs(ColumnType.decimal(10, 2), 1234, -5))
                .containsExactly(new BigDecimal("12.34"), new BigDecimal("-0.05"), null);
        FixedWidthBuilder wide = new FixedWidthBuilder(ColumnType.decimal(38, 3), 4);
        List<BigInteger> unscaled = List.of(
                BigInteger.TEN.pow(38).subtract(BigInteger.ONE),
                BigInteger.TEN.pow(38).negate().add(BigInteger.ONE),
                BigInteger.ONE.negate(),
                BigInteger.ONE.shiftLeft(63),
                BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        for (BigInteger each : unscaled) {
            wide.appendInt128(each.shiftRight(64).longValue(), each.longValue());
        }
        try (FixedWidthColumn column = wide.build()) {
            assertThat(read(new ColumnValues(column), unscaled.size()))
                    .containsExactlyElementsOf(unscaled.stream()
                            .map(each -> new BigDecimal(each, 3))
                            .toList());
        }
    }

    @Test
    void textsBytesAndUuids() {
        ViewBuilder texts = new ViewBuilder(ColumnType.VARCHAR, 4);
        texts.append("東京");
        texts.append("a text of more than twelve bytes");
        texts.appendNull();
        try (ViewColumn column = texts.build()) {
            assertThat(read(new ColumnValues(column), 3))
                    .containsExactly("東京", "a text of more than twelve bytes", null);
        }
        ViewBuilder bytes = new ViewBuilder(ColumnType.VARBINARY, 4);
        bytes.append(new byte[] {0, -1});
        try (ViewColumn column = bytes.build()) {
            assertThat(read(new ColumnValues(column), 1)).containsExactly(new ByteString(new byte[] {0, -1}));
        }
        FixedWidthBuilder ids = new FixedWidthBuilder(ColumnType.UUID, 4);
        ids.appendInt128(-1, 5);
        try (FixedWidthColumn column = ids.build()) {
            assertThat(read(new ColumnValues(column), 1)).containsExactly(new UUID(-1, 5));
        }
    }

    @Test
    void entriesOfADictionaryAreMadeOnce() {
        ViewBuilder entries = new ViewBuilder(ColumnType.VARCHAR, 4);
        entries.append("north");
        entries.append("south");
        FixedWidthBuilder codes = new FixedWidthBuilder(ColumnType.INTEGER, 4);
        for (int code : new int[] {1, 0, 1}) {
            codes.appendLong(code);
        }
        try (ViewColumn dictionary = entries.build();
                FixedWidthColumn codeColumn = codes.build();
                DictionaryColumn column =
                        new DictionaryColumn(3, Validity.allValid(3), codeColumn.values(), dictionary)) {
            @Nullable Object[] values = read(new ColumnValues(column), 3);
            assertThat(values).containsExactly("south", "north", "south");
            assertThat(values[2]).isSameAs(values[0]);
        }
    }

    @Test
    void onlySelectedRowsAreRead() {
        try (FixedWidthColumn column = fixed(ColumnType.BIGINT, 10, 11, 12, 13)) {
            @Nullable Object[][] rows = new @Nullable Object[2][1];
            new ColumnValues(column).read(Selection.of(new int[] {0, 2, 3}, 3), 1, 2, rows, 0);
            assertThat(rows[0][0]).isEqualTo(12L);
            assertThat(rows[1][0]).isEqualTo(13L);
        }
    }

    private static FixedWidthColumn fixed(ColumnType type, long... values) {
        FixedWidthBuilder builder = new FixedWidthBuilder(type, values.length);
        for (long value : values) {
            builder.appendLong(value);
        }
        return builder.build();
    }

    /** Two values and a null. */
    private static @Nullable Object[] longs(ColumnType type, long first, long second) {
        FixedWidthBuilder builder = new FixedWidthBuilder(type, 3);
        builder.appendLong(first);
        builder.appendLong(second);
        builder.appendNull();
        try (Column column = builder.build()) {
            return read(new ColumnValues(column), 3);
        }
    }

    private static @Nullable Object[] read(ColumnValues values, int count) {
        @Nullable Object[][] rows = new @Nullable Object[count][1];
        values.read(null, 0, count, rows, 0);
        List<@Nullable Object> read = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            read.add(row[0]);
        }
        return read.toArray();
    }
}
