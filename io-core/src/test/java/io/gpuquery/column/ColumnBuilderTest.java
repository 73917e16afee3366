package io.gpuquery.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.memory.LiveResources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever goes into a builder comes out of its column. */
class ColumnBuilderTest {
    private long blocksBefore;

    @BeforeEach
    void countBlocks() {
        blocksBefore = LiveResources.count(LiveResources.Kind.BLOCK);
    }

    @AfterEach
    void noBlockIsLeft() {
        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isEqualTo(blocksBefore);
    }

    @Test
    void integersOfEveryWidthKeepTheirExtremesAndNulls() {
        List<ColumnType> types = List.of(
                ColumnType.TINYINT,
                ColumnType.SMALLINT,
                ColumnType.INTEGER,
                ColumnType.BIGINT,
                ColumnType.decimal(18, 3));
        for (ColumnType type : types) {
            int bits = type.storage().widthBytes() * Byte.SIZE;
            long max = -1L >>> (Long.SIZE - bits + 1);
            Random random = new Random(bits);
            List<@Nullable Long> expected = new ArrayList<>();
            FixedWidthBuilder builder = new FixedWidthBuilder(type, 1);
            for (int i = 0; i < 1000; i++) {
                Long value = i % 7 == 3
                        ? null
                        : i == 0
                                ? Long.valueOf(max)
                                : i == 1 ? Long.valueOf(~max) : Long.valueOf(random.nextLong() >> (Long.SIZE - bits));
                expected.add(value);
                if (value == null) {
                    builder.appendNull();
                } else {
                    builder.appendLong(value);
                }
            }
            try (FixedWidthColumn column = builder.build()) {
                assertThat(column.rowCount()).isEqualTo(1000);
                assertThat(column.validity().nullCount()).isEqualTo(143);
                for (int i = 0; i < 1000; i++) {
                    Long value = expected.get(i);
                    assertThat(column.isNull(i)).isEqualTo(value == null);
                    if (value != null) {
                        assertThat(column.getLong(i)).isEqualTo(value);
                    }
                }
            }
        }
    }

    @Test
    void aValueWiderThanTheColumnIsRefused() {
        FixedWidthBuilder builder = new FixedWidthBuilder(ColumnType.TINYINT, 1);
        assertThatThrownBy(() -> builder.appendLong(128))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("128 does not fit TINYINT");
        assertThat(builder.rowCount()).isZero();
    }

    @Test
    void doublesKeepEveryBit() {
        double[] values = {0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY};
        FixedWidthBuilder builder = new FixedWidthBuilder(ColumnType.DOUBLE, 2);
        for (double value : values) {
            builder.appendDouble(value);
        }
        try (FixedWidthColumn column = builder.build()) {
            for (int i = 0; i < values.length; i++) {
                assertThat(Double.doubleToRawLongBits(column.getDouble(i)))
                        .isEqualTo(Double.doubleToRawLongBits(values[i]));
            }
            assertThat(column.validity().bitmap()).isNull();
        }
    }

    @Test
    void wideIntegersKeepBothHalves() {
        FixedWidthBuilder builder = new FixedWidthBuilder(ColumnType.decimal(38, 0), 1);
        builder.appendInt128(Long.MIN_VALUE, -1);
        builder.appendLong(-5);
        try (FixedWidthColumn column = builder.build()) {
            assertThat(column.getHigh(0)).isEqualTo(Long.MIN_VALUE);
            assertThat(column.getLow(0)).isEqualTo(-1);
            assertThat(column.getHigh(1)).isEqualTo(-1);
            assertThat(column.getLow(1)).isEqualTo(-5);
        }
    }

    @Test
    void textsOfEveryLengthComeBackWhetherInlineOrNot() {
        List<@Nullable String> expected = new ArrayList<>();
        ViewBuilder builder = new ViewBuilder(ColumnType.VARCHAR, 1);
        for (int length = 0; length < 40; length++) {
            String text = "日本é".repeat(20).substring(0, length);
            expected.add(text);
            builder.append(text);
            expected.add(null);
            builder.appendNull();
        }
        try (ViewColumn column = builder.build()) {
            for (int i = 0; i < expected.size(); i++) {
                String text = expected.get(i);
                assertThat(column.isNull(i)).isEqualTo(text == null);
                if (text != null) {
                    assertThat(column.getString(i)).isEqualTo(text);
                    assertThat(column.valueEquals(i, text.getBytes(StandardCharsets.UTF_8)))
                            .isTrue();
                    assertThat(column.valueEquals(i, (text + "x").getBytes(StandardCharsets.UTF_8)))
                            .isFalse();
                    assertThat(column.compare(i, (text + "x").getBytes(StandardCharsets.UTF_8)))
                            .isNegative();
                }
            }
        }
    }

    @Test
    void aDictionaryOutlivesItsMaker() {
        ViewBuilder entries = new ViewBuilder(ColumnType.VARCHAR, 2);
        entries.append("a text that does not fit its view");
        entries.append("short");
        FixedWidthBuilder codes = new FixedWidthBuilder(ColumnType.INTEGER, 3);
        codes.appendLong(1);
        codes.appendNull();
        codes.appendLong(0);
        DictionaryColumn column;
        try (ViewColumn dictionary = entries.build();
                FixedWidthColumn codeColumn = codes.build()) {
            column = new DictionaryColumn(3, codeColumn.validity(), codeColumn.values(), dictionary);
        }
        try (column) {
            assertThat(column.dictionary().getString(column.getCode(0))).isEqualTo("short");
            assertThat(column.isNull(1)).isTrue();
            assertThat(column.dictionary().getString(column.getCode(2))).isEqualTo("a text that does not fit its view");
        }
    }

    @Test
    void aClosedColumnThrowsInsteadOfReadingMemoryThatIsGone() {
        ViewBuilder builder = new ViewBuilder(ColumnType.VARCHAR, 1);
        builder.append("gone");
        ViewColumn column = builder.build();
        column.close();
        column.close();
        assertThatThrownBy(() -> column.getString(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aBuilderIsEmptyAfterBuildAndCanGoOn() {
        ViewBuilder builder = new ViewBuilder(ColumnType.VARBINARY, 1);
        builder.appendNull();
        builder.append(new byte[20]);
        builder.build().close();
        assertThat(builder.rowCount()).isZero();
        builder.append(new byte[] {1});
        try (ViewColumn column = builder.build()) {
            assertThat(column.rowCount()).isEqualTo(1);
            assertThat(column.validity().hasNulls()).isFalse();
            assertThat(column.getBytes(0)).containsExactly(1);
        }
    }
}
