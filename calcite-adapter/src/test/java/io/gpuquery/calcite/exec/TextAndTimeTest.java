package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.vector.CivilDate;
import io.gpuquery.calcite.exec.vector.LikePattern;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextAndTimeTest {
    private static final ColumnType VARCHAR = ColumnType.VARCHAR;

    /** The value of an expression over no columns, evaluated row by row and not folded away: operands are columns. */
    private static @Nullable Object value(Operation operation, ColumnType type, Typed... operands) {
        List<ValueType> types = List.of(operands).stream()
                .map(operand -> ValueType.nullable(operand.type))
                .toList();
        @Nullable
        Object[] row = List.of(operands).stream().map(operand -> operand.value).toArray();
        TestTable table = new TestTable(types, List.<@Nullable Object[]>of(row), 1);
        Expression[] columns = new Expression[operands.length];
        Expression[] constants = new Expression[operands.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = table.column(i);
            constants[i] = Values.constant(types.get(i), Values.units(operands[i].type, operands[i].value));
        }
        ValueType result = ValueType.nullable(type);
        PlanNode plan = new PlanNode.ProjectNode(
                table.scan(),
                List.of(Values.call(operation, result, columns), Values.call(operation, result, constants)));
        @Nullable Object[] values = Runs.rows(plan, Runs.WAYS.get(0)).get(0);
        assertThat(values[1]).as("%s of constants", operation).isEqualTo(values[0]);
        return values[0];
    }

    private record Typed(ColumnType type, @Nullable Object value) {}

    private static Typed text(@Nullable String text) {
        return new Typed(VARCHAR, text);
    }

    private static Typed number(int number) {
        return new Typed(ColumnType.INTEGER, number);
    }

    @Test
    void likeMatchesWhatTheRegularExpressionMatches() {
        Random random = new Random(1);
        String letters = "ab%_ä😀\n";
        for (int i = 0; i < 20_000; i++) {
            String text = random(random, letters, 8);
            String pattern = random(random, letters, 5);
            byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
            assertThat(new LikePattern(pattern, "").matches(bytes, 1, bytes.length - 2))
                    .as("'%s' like '%s'", text, pattern)
                    .isEqualTo(Reference.like(text, pattern));
        }
    }

    /** Texts that are longer than words of eight bytes, between others in one array, up to its end. */
    @Test
    void likeFindsPiecesAnywhereInLongTexts() {
        Random random = new Random(2);
        String letters = "aab ä";
        for (int i = 0; i < 20_000; i++) {
            String text = random(random, letters, 40);
            String before = random(random, letters, 10);
            String behind = random(random, letters, 3);
            String pattern = random(random, "%%aab ä", 9);
            byte[] bytes = (before + text + behind).getBytes(StandardCharsets.UTF_8);
            int start = before.getBytes(StandardCharsets.UTF_8).length;
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            assertThat(new LikePattern(pattern, "").matches(bytes, start, length))
                    .as("'%s' like '%s'", text, pattern)
                    .isEqualTo(Reference.like(text, pattern));
        }
    }

    private static String random(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        int[] points = letters.codePoints().toArray();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    @Test
    void anEscapeMakesAPercentSignMeanItself() {
        assertThat(value(Operation.LIKE, ColumnType.BOOLEAN, text("10%"), text("10!%"), text("!")))
                .isEqualTo(true);
        assertThat(value(Operation.LIKE, ColumnType.BOOLEAN, text("100"), text("10!%"), text("!")))
                .isEqualTo(false);
        assertThat(value(Operation.LIKE, ColumnType.BOOLEAN, text("a!b"), text("a!!b"), text("!")))
                .isEqualTo(true);
        assertThat(value(Operation.LIKE, ColumnType.BOOLEAN, text(null), text("a"), text("!")))
                .isNull();
        assertThatThrownBy(() -> value(Operation.LIKE, ColumnType.BOOLEAN, text("a"), text("a!"), text("!")))
                .hasMessage("Invalid escape sequence 'a!'");
        assertThatThrownBy(() -> value(Operation.LIKE, ColumnType.BOOLEAN, text("a"), text("a"), text("xy")))
                .hasMessage("Invalid escape character 'xy'");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "TRIM_BOTH|'  a b  '|' '|'a b'",
                "TRIM_LEADING|xxaxx|x|axx",
                "TRIM_TRAILING|xxaxx|x|xxa",
                "TRIM_BOTH|äaä|ä|a",
                "TRIM_BOTH|xxx|x|''",
                "CONCAT|ab|cd|abcd",
            },
            delimiter = '|')
    void functionsOfTwoTextsGiveTexts(Operation operation, String a, String b, String expected) {
        assertThat(value(operation, VARCHAR, text(a), text(b))).isEqualTo(expected);
        assertThat(value(operation, VARCHAR, text(null), text(b))).isNull();
    }

    @Test
    void lengthsAndPositionsCountAsJavaDoes() {
        assertThat(value(Operation.CHAR_LENGTH, ColumnType.INTEGER, text("a😀ä")))
                .isEqualTo(4);
        assertThat(value(Operation.OCTET_LENGTH, ColumnType.INTEGER, text("a😀ä")))
                .isEqualTo(7);
        assertThat(value(Operation.POSITION, ColumnType.INTEGER, text("ä"), text("a😀ä")))
                .isEqualTo(4);
        assertThat(value(Operation.POSITION, ColumnType.INTEGER, text("x"), text("a")))
                .isEqualTo(0);
        assertThat(value(Operation.POSITION, ColumnType.INTEGER, text(""), text("a")))
                .isEqualTo(1);
    }

    @Test
    void aNegativeLengthOfASubstringIsAnError() {
        assertThatThrownBy(() -> value(Operation.SUBSTRING, VARCHAR, text("abc"), number(1), number(-1)))
                .hasMessage("Substring error: negative substring length not allowed");
        assertThat(value(Operation.SUBSTRING, VARCHAR, text("abc"), number(Integer.MIN_VALUE), number(5)))
                .isEqualTo("");
        assertThat(value(Operation.SUBSTRING, VARCHAR, text("abc"), number(2), number(Integer.MAX_VALUE)))
                .isEqualTo("bc");
        assertThat(value(Operation.SUBSTRING, VARCHAR, text("abc"), number(-1))).isEqualTo("abc");
    }

    @Test
    void datesAreTakenApartAsJavaTimeDoes() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            int days = i < 1500 ? i - 750 : random.nextInt(2_000_000) - 1_000_000;
            LocalDate date = LocalDate.ofEpochDay(days);
            assertThat(CivilDate.year(days)).isEqualTo(date.getYear());
            assertThat(CivilDate.month(days)).isEqualTo(date.getMonthValue());
            assertThat(CivilDate.day(days)).isEqualTo(date.getDayOfMonth());
            assertThat(CivilDate.dayOfYear(days)).isEqualTo(date.getDayOfYear());
            assertThat(CivilDate.week(days)).isEqualTo(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            assertThat(CivilDate.of(date.getYear(), date.getMonthValue(), date.getDayOfMonth()))
                    .isEqualTo(days);
            int months = random.nextInt(4000) - 2000;
            assertThat(CivilDate.addMonths(days, months))
                    .isEqualTo(date.plusMonths(months).toEpochDay());
            LocalDate later = date.plusDays(random.nextInt(5000));
            LocalDate first = date.withDayOfMonth(Math.min(28, date.getDayOfMonth()));
            LocalDate second = later.withDayOfMonth(Math.min(28, later.getDayOfMonth()));
            assertThat(CivilDate.monthsBetween(second.toEpochDay(), first.toEpochDay()))
                    .isEqualTo(ChronoUnit.MONTHS.between(first, second));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXTRACT_HOUR, -1, 23",
        "EXTRACT_MINUTE, -1, 59",
        "EXTRACT_SECOND, -1, 59",
        "EXTRACT_DAY, -1, 31",
        "EXTRACT_YEAR, -1, 1969",
        "EXTRACT_QUARTER, 8000000000, 2",
        "EXTRACT_EPOCH, -1, -1",
        "EXTRACT_EPOCH, 1999, 1",
    })
    void timestampsAreTakenApartBeforeTheEpochToo(Operation operation, long millis, long expected) {
        for (int precision : new int[] {3, 6, 9}) {
            Typed moment = new Typed(ColumnType.timestamp(precision), millis);
            assertThat(value(operation, ColumnType.BIGINT, moment)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FLOOR_DAY, 100000000, 86400000",
        "FLOOR_HOUR, -1, -3600000",
        "FLOOR_MINUTE, 61001, 60000",
        "FLOOR_SECOND, -1, -1000",
        "FLOOR_WEEK, 0, -345600000",
        "FLOOR_QUARTER, 8000000000, 7776000000",
    })
    void timestampsAreRoundedDownToUnits(Operation operation, long millis, long expected) {
        for (int precision : new int[] {3, 6, 9}) {
            ColumnType type = ColumnType.timestamp(precision);
            assertThat(value(operation, type, new Typed(type, millis))).isEqualTo(expected);
        }
    }

    @Test
    void momentsAreMovedAndSubtracted() {
        ColumnType timestamp = ColumnType.timestamp(6);
        Typed moment = new Typed(timestamp, 86_400_000L * 30 + 5);
        Typed start = new Typed(timestamp, 6L);
        Typed day = new Typed(ColumnType.BIGINT, 86_400_000L);
        assertThat(value(Operation.ADD_MILLIS, timestamp, moment, day)).isEqualTo(86_400_000L * 31 + 5);
        assertThat(value(Operation.ADD_MONTHS, timestamp, moment, number(1))).isEqualTo(86_400_000L * 58 + 5);
        assertThat(value(Operation.MILLIS_BETWEEN, ColumnType.BIGINT, moment, start))
                .isEqualTo(86_400_000L * 30 - 1);
        assertThat(value(Operation.MONTHS_BETWEEN, ColumnType.INTEGER, moment, start))
                .isEqualTo(0);
        Typed date = new Typed(ColumnType.DATE, 10);
        assertThat(value(Operation.ADD_MILLIS, ColumnType.DATE, date, day)).isEqualTo(11);
        Typed time = new Typed(ColumnType.time(3), 86_399_999);
        assertThat(value(Operation.ADD_MILLIS, ColumnType.time(3), time, new Typed(ColumnType.BIGINT, 2L)))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "INTEGER|' 12 '|12",
                "BIGINT|-9223372036854775808|-9223372036854775808",
                "DOUBLE|1e3|1000.0",
                "BOOLEAN|TRUE|true",
                "DATE|2020-02-29|18321",
            },
            delimiter = '|')
    void textsAreReadAsValues(ColumnType.Kind kind, String text, String expected) {
        ColumnType type = new ColumnType(kind, 0, 0);
        assertThat(String.valueOf(value(Operation.CAST, type, text(text)))).isEqualTo(expected);
        assertThat(value(Operation.CAST, type, text(null))).isNull();
        assertThatThrownBy(() -> value(Operation.CAST, type, text("what")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'what' is no " + kind);
    }

    @Test
    void valuesAreWrittenAsCalciteWritesThem() {
        assertThat(value(Operation.CAST, VARCHAR, new Typed(ColumnType.decimal(9, 2), new BigDecimal("-0.50"))))
                .isEqualTo("-.50");
        assertThat(value(Operation.CAST, VARCHAR, new Typed(ColumnType.DOUBLE, 0.0)))
                .isEqualTo("0E0");
        assertThat(value(Operation.CAST, VARCHAR, new Typed(ColumnType.DOUBLE, -1250.0)))
                .isEqualTo("-1250.0");
        assertThat(value(Operation.CAST, VARCHAR, new Typed(ColumnType.BOOLEAN, true)))
                .isEqualTo("TRUE");
        assertThat(value(Operation.CAST, VARCHAR, new Typed(ColumnType.DATE, -1)))
                .isEqualTo("1969-12-31");
        assertThat(value(Operation.CAST, VARCHAR, new Typed(ColumnType.timestamp(3), -1L)))
                .isEqualTo("1969-12-31 23:59:59");
        assertThat(value(Operation.CAST, VARCHAR, number(-5))).isEqualTo("-5");
    }

    @Test
    void doublesBecomeIntegersAsWithCalcite() {
        for (double value : new double[] {2.5, -2.5, 0.49999999999999994, 2251799813685249.5, 9.2e18, -0.5}) {
            long rounded = BigDecimal.valueOf(value)
                    .setScale(0, java.math.RoundingMode.HALF_UP)
                    .longValueExact();
            assertThat(value(Operation.CAST, ColumnType.BIGINT, new Typed(ColumnType.DOUBLE, value)))
                    .isEqualTo(rounded);
        }
        assertThat(value(Operation.CAST, ColumnType.INTEGER, new Typed(ColumnType.DOUBLE, -2.5)))
                .isEqualTo(-2);
        for (double value : new double[] {0x1p63, Double.NaN, -1e19}) {
            assertThatThrownBy(() -> value(Operation.CAST, ColumnType.BIGINT, new Typed(ColumnType.DOUBLE, value)))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("overflow: " + value + " does not fit BIGINT");
        }
    }

    @Test
    void timesOfDifferentPrecisionAreComparedAsMoments() {
        Typed coarse = new Typed(ColumnType.timestamp(3), 1_500L);
        Typed fine = new Typed(ColumnType.timestamp(9), 1_500L);
        Typed date = new Typed(ColumnType.DATE, 0);
        assertThat(value(Operation.EQ, ColumnType.BOOLEAN, coarse, fine)).isEqualTo(true);
        assertThat(value(Operation.LT, ColumnType.BOOLEAN, date, fine)).isEqualTo(true);
        assertThat(value(Operation.CAST, ColumnType.timestamp(9), coarse)).isEqualTo(1_500L);
        assertThat(value(Operation.CAST, ColumnType.DATE, new Typed(ColumnType.timestamp(6), -1L)))
                .isEqualTo(-1);
        assertThat(value(Operation.CAST, ColumnType.time(3), new Typed(ColumnType.timestamp(6), -1L)))
                .isEqualTo(86_399_999);
    }
}
