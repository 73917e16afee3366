package io.gpuquery.calcite.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResultComparisonTest {

    @Test
    void exactValuesAreComparedExactly() {
        assertThat(ResultComparison.isSame(new BigDecimal("1.10"), new BigDecimal("1.1")))
                .isTrue();
        assertThat(ResultComparison.isSame(new BigDecimal("1.100000000000001"), new BigDecimal("1.1")))
                .isFalse();
        assertThat(ResultComparison.isSame("a", "a ")).isFalse();
        assertThat(ResultComparison.isSame(null, null)).isTrue();
        assertThat(ResultComparison.isSame(null, 0.0)).isFalse();
    }

    @Test
    void doublesMayDifferInTheirLastBits() {
        assertThat(ResultComparison.isSame(1e10, 1e10 + 1)).isTrue();
        assertThat(ResultComparison.isSame(1e10, 1e10 + 20)).isFalse();
        assertThat(ResultComparison.isSame(Double.NaN, Double.NaN)).isTrue();
        assertThat(ResultComparison.isSame(Double.NaN, 1.0)).isFalse();
        assertThat(ResultComparison.isSame(0.0, -0.0)).isTrue();
        assertThat(ResultComparison.isSame(Double.POSITIVE_INFINITY, 1e308)).isFalse();
    }

    @Test
    void aDecimalMayHaveBeenRoundedWhereTheOtherSideIsADouble() {
        assertThat(ResultComparison.isSame(new BigDecimal("25.58"), 25.575154)).isTrue();
        assertThat(ResultComparison.isSame(new BigDecimal("25.57"), 25.575154)).isFalse();
        assertThat(ResultComparison.isSame(new BigDecimal("25"), 25.4)).isFalse();
    }

    @Test
    void orderedRowsMustComeInTheSameOrder() {
        ResultRows one = rows(List.of(row("a", 1.0), row("b", 2.0)));
        ResultRows other = rows(List.of(row("b", 2.0), row("a", 1.0)));
        assertThatThrownBy(() -> ResultComparison.assertSameOrderedRows(one, other))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("row 0");
        assertThatCode(() -> ResultComparison.assertSameRows(one, other)).doesNotThrowAnyException();
    }

    @Test
    void unorderedRowsMustOccurAsOften() {
        ResultRows one = rows(List.of(row("a", 1.0), row("a", 1.0), row("b", null)));
        ResultRows other = rows(List.of(row("a", 1.0), row("b", null), row("b", null)));
        assertThatThrownBy(() -> ResultComparison.assertSameRows(one, other)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ResultComparison.assertSameRows(one, rows(List.of(row("a", 1.0), row("a", 1.0)))))
                .hasMessageContaining("3 rows instead of 2; first surplus row: [b, null]");
    }

    @Test
    void rowsWhoseDoublesDifferInTheirLastBitsAreStillPaired() {
        ResultRows one = rows(List.of(row(1.0000000000001, "x"), row(1.0, "y")));
        ResultRows other = rows(List.of(row(1.0, "x"), row(1.0000000000001, "y")));
        assertThatCode(() -> ResultComparison.assertSameRows(one, other)).doesNotThrowAnyException();
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static ResultRows rows(List<List<@Nullable Object>> rows) {
        return new ResultRows(List.of("one", "two"), rows);
    }
}
