package io.gpuquery.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthBuilder;
import io.gpuquery.column.Selection;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.scan.ScanPredicate.Comparison;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operator on each storage against the same comparison of Java values. */
class PredicateEvaluationTest {
    private static final List<@Nullable Long> LONGS =
            Arrays.asList(5L, null, -1L, Long.MAX_VALUE, 0L, Long.MIN_VALUE, null, 7L);
    private static final List<@Nullable Double> DOUBLES =
            Arrays.asList(0.0, -0.0, null, Double.NaN, 1.5, Double.POSITIVE_INFINITY, -3.0, null);
    private static final List<@Nullable String> STRINGS =
            Arrays.asList("", "a", null, "ab", "a much longer text", "é", null, "日本");

    private static boolean holds(Operator operator, int order) {
        return switch (operator) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static ColumnBatch batch() {
        FixedWidthBuilder longs = new FixedWidthBuilder(ColumnType.BIGINT, 8);
        FixedWidthBuilder wide = new FixedWidthBuilder(ColumnType.decimal(38, 0), 8);
        FixedWidthBuilder doubles = new FixedWidthBuilder(ColumnType.DOUBLE, 8);
        ViewBuilder strings = new ViewBuilder(ColumnType.VARCHAR, 8);
        for (int i = 0; i < 8; i++) {
            Long number = LONGS.get(i);
            if (number == null) {
                longs.appendNull();
                wide.appendNull();
            } else {
                longs.appendLong(number);
                wide.appendLong(number);
            }
            Double fraction = DOUBLES.get(i);
            if (fraction == null) {
                doubles.appendNull();
            } else {
                doubles.appendDouble(fraction);
            }
            String text = STRINGS.get(i);
            if (text == null) {
                strings.appendNull();
            } else {
                strings.append(text);
            }
        }
        List<Column> columns = List.of(longs.build(), wide.build(), doubles.build(), strings.build());
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (Column column : columns) {
            definitions.add(new ColumnDefinition("c" + definitions.size(), column.type(), true));
        }
        return new ColumnBatch(new TableSchema(definitions), 8, columns);
    }

    private static void assertSelects(ScanPredicate predicate, IntPredicate expected) {
        try (ColumnBatch batch = batch()) {
            Selection selection = new PredicateEvaluation(batch, List.of(0, 1, 2, 3)).select(List.of(predicate));
            List<Integer> rows = new ArrayList<>();
            for (int i = 0; i < (selection == null ? 8 : selection.count()); i++) {
                rows.add(selection == null ? i : selection.row(i));
            }
            List<Integer> wanted = new ArrayList<>();
            for (int row = 0; row < 8; row++) {
                if (expected.test(row)) {
                    wanted.add(row);
                }
            }
            assertThat(rows).as(predicate.toString()).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void integersCompareInBothWidths(Operator operator) {
        for (long literal : new long[] {5, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 6}) {
            IntPredicate expected = row -> {
                Long value = LONGS.get(row);
                return value != null && holds(operator, value.compareTo(literal));
            };
            assertSelects(new Comparison(0, operator, new Literal.OfLong(literal)), expected);
            assertSelects(new Comparison(1, operator, new Literal.OfBigInteger(BigInteger.valueOf(literal))), expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void doublesCompareAsJavaPrimitivesDo(Operator operator) {
        for (double literal : new double[] {0.0, -0.0, Double.NaN, 1.5, Double.POSITIVE_INFINITY}) {
            assertSelects(new Comparison(2, operator, new Literal.OfDouble(literal)), row -> {
                Double boxed = DOUBLES.get(row);
                if (boxed == null) {
                    return false;
                }
                double value = boxed;
                return switch (operator) {
                    case EQ -> value == literal;
                    case NE -> value != literal;
                    case LT -> value < literal;
                    case LE -> value <= literal;
                    case GT -> value > literal;
                    case GE -> value >= literal;
                };
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void stringsCompareByCodePoint(Operator operator) {
        for (String literal : List.of("", "a", "ab", "a much longer text", "a much longer texu", "日")) {
            byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
            assertSelects(new Comparison(3, operator, new Literal.OfBytes(bytes)), row -> {
                String value = STRINGS.get(row);
                return value != null
                        && holds(operator, Arrays.compareUnsigned(value.getBytes(StandardCharsets.UTF_8), bytes));
            });
        }
    }

    @Test
    void nullTestsSeeNullsOnly() {
        assertSelects(new ScanPredicate.NullTest(0, false), row -> LONGS.get(row) == null);
        assertSelects(new ScanPredicate.NullTest(3, true), row -> STRINGS.get(row) != null);
    }

    @Test
    void conjunctionsAndDisjunctionsCombine() {
        ScanPredicate five = new Comparison(0, Operator.EQ, new Literal.OfLong(5));
        ScanPredicate empty = new Comparison(3, Operator.EQ, new Literal.OfBytes(new byte[0]));
        ScanPredicate in = new ScanPredicate.In(0, List.of(new Literal.OfLong(7), new Literal.OfLong(0)));
        assertSelects(new ScanPredicate.And(List.of(five, empty)), row -> row == 0);
        assertSelects(new ScanPredicate.Or(List.of(five, in)), row -> row == 0 || row == 4 || row == 7);
        assertSelects(new ScanPredicate.And(List.of(in, empty)), row -> false);
    }
}
