package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.format.parquet.ParquetWriting.Nulls;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.TypeDefinedOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Statistics that are believed, and row groups that they rule out. */
class RowGroupPruningTest {
    @TempDir
    private Path folder;

    /** 10 row groups of 2048: a 0…20479, b 0.5 apart, c null in the first five, d days, e decimals. */
    private Path tenRowGroups() throws SQLException {
        Path file = folder.resolve("ten.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT i AS a, i * 0.5::DOUBLE AS b, CASE WHEN i >= 10240 THEN i END AS c,"
                    + " DATE '2000-01-01' + i::INTEGER AS d, (i / 100)::DECIMAL(9, 2) AS e, 't' || i AS s"
                    + " FROM range(20480) AS r(i)) TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "0, EQ, 5000, 1",
        "0, EQ, 20480, 0",
        "0, EQ, -1, 0",
        "0, NE, 5000, 10",
        "0, LT, 2048, 1",
        "0, LE, 2048, 2",
        "0, GT, 18431, 1",
        "0, GE, 18431, 2",
        "0, LT, 0, 0",
        "2, GE, 0, 5",
        "2, EQ, 3, 0",
        "3, LT, 10957, 0",
        "3, GE, 31390, 1",
        "4, LE, 2048, 2",
        "4, EQ, 99999, 0"
    })
    void integersDatesAndDecimalsPrune(int column, Operator operator, long literal, int rowGroups) throws SQLException {
        assertReads(rowGroups, new ScanPredicate.Comparison(column, operator, new Literal.OfLong(literal)));
    }

    @ParameterizedTest
    @CsvSource({"EQ, 100.25, 1", "LT, 0, 0", "LE, 0, 1", "LE, -0.0, 1", "GE, 10239.5, 1", "GT, 10239.5, 0", "NE, 1, 10"
    })
    void doublesPrune(Operator operator, double literal, int rowGroups) throws SQLException {
        assertReads(rowGroups, new ScanPredicate.Comparison(1, operator, new Literal.OfDouble(literal)));
    }

    @Test
    void nothingIsEqualToNanButNothingIsPrunedForIt() throws SQLException {
        assertReads(10, new ScanPredicate.Comparison(1, Operator.EQ, new Literal.OfDouble(Double.NaN)));
        assertReads(10, new ScanPredicate.Comparison(1, Operator.NE, new Literal.OfDouble(Double.NaN)));
    }

    @Test
    void nullTestsInAndOrPrune() throws SQLException {
        Literal small = new Literal.OfLong(1);
        Literal large = new Literal.OfLong(20_000);
        Literal outside = new Literal.OfLong(99_999);
        ScanPredicate first = new ScanPredicate.Comparison(0, Operator.EQ, small);
        ScanPredicate last = new ScanPredicate.Comparison(0, Operator.EQ, large);

        assertReads(5, new ScanPredicate.NullTest(2, false));
        assertReads(5, new ScanPredicate.NullTest(2, true));
        assertReads(0, new ScanPredicate.NullTest(0, false));
        assertReads(10, new ScanPredicate.NullTest(0, true));
        assertReads(2, new ScanPredicate.In(0, List.of(small, large, outside)));
        assertReads(0, new ScanPredicate.In(0, List.of(outside)));
        assertReads(2, new ScanPredicate.Or(List.of(first, last)));
        assertReads(0, new ScanPredicate.And(List.of(first, last)));
        assertReads(1, new ScanPredicate.And(List.of(first, new ScanPredicate.NullTest(2, false))));
    }

    private void assertReads(int rowGroups, ScanPredicate predicate) throws SQLException {
        try (ParquetTable table = ParquetTable.open(tenRowGroups())) {
            ScanCounters counters = table.scan(List.of(0), List.of(predicate), 1000, batch -> {});
            assertThat(counters.rowGroupsRead.sum()).as(predicate.toString()).isEqualTo(rowGroups);
            assertThat(counters.rowGroupsPruned.sum()).isEqualTo(10 - rowGroups);
        }
    }

    @Test
    void tableStatisticsAreExact() throws SQLException {
        try (ParquetTable table = ParquetTable.open(tenRowGroups())) {
            assertThat(table.description().statistics().rowCount()).isEqualTo(20_480);
            assertThat(table.description().statistics().exact()).isTrue();
            assertThat(table.description().statistics().columns().subList(0, 5))
                    .containsExactly(
                            new ColumnStatistics(0L, new Literal.OfLong(0), new Literal.OfLong(20_479), null),
                            new ColumnStatistics(0L, new Literal.OfDouble(0), new Literal.OfDouble(10_239.5), null),
                            new ColumnStatistics(10_240L, new Literal.OfLong(10_240), new Literal.OfLong(20_479), null),
                            new ColumnStatistics(0L, new Literal.OfLong(10_957), new Literal.OfLong(31_436), null),
                            new ColumnStatistics(0L, new Literal.OfLong(0), new Literal.OfLong(20_479), null));
        }
    }

    /** For every type, bounds contain all values: whatever the writer and this reader understand by them. */
    @ParameterizedTest
    @EnumSource(names = {"REQUIRED", "SOME", "ALL"})
    void boundsHoldForEveryType(Nulls nulls) throws IOException {
        Path file = folder.resolve("samples.parquet");
        List<SampleField> fields = SampleField.all();
        List<List<@Nullable Object>> rows = ParquetWriting.samples(file, fields, 500, nulls, options -> options);

        try (ParquetTable table = ParquetTable.open(file)) {
            List<String> unbounded = new ArrayList<>();
            for (int c = 0; c < fields.size(); c++) {
                int column = c;
                ColumnStatistics statistics = table.description().statistics().column(c);
                List<@Nullable Object> values =
                        rows.stream().map(row -> row.get(column)).toList();
                String name = fields.get(c).name();
                assertThat(statistics.nullCount())
                        .as(name)
                        .isEqualTo(values.stream().filter(Objects::isNull).count());
                if (statistics.min() == null) {
                    unbounded.add(name);
                } else {
                    assertThat(values)
                            .as(name)
                            .allMatch(value -> value == null
                                    || Objects.equals(value, Double.NaN)
                                    || (compare(value, statistics.min(), table, column) >= 0
                                            && compare(value, statistics.max(), table, column) <= 0));
                }
            }
            assertThat(unbounded)
                    .containsExactlyElementsOf(
                            nulls == Nulls.ALL
                                    ? fields.stream().map(SampleField::name).toList()
                                    : UNBOUNDED);
        }
    }

    /** INT96, plain bytes, UUID, and what is not marked as whole. */
    private static final List<String> UNBOUNDED =
            List.of("d12b", "d30b", "i96", "s", "su", "e", "j", "v", "v5", "iv", "u");

    private static int compare(Object value, @Nullable Literal bound, ParquetTable table, int column) {
        ColumnType type = table.schema().column(column).type();
        if (bound instanceof Literal.OfDouble number) {
            double left = (Double) value;
            return left < number.value() ? -1 : left > number.value() ? 1 : 0;
        }
        BigDecimal unscaled = value instanceof BigDecimal decimal
                ? new BigDecimal(decimal.unscaledValue())
                : value instanceof Boolean flag ? BigDecimal.valueOf(flag ? 1 : 0) : BigDecimal.valueOf((Long) value);
        BigInteger other = bound instanceof Literal.OfLong number
                ? BigInteger.valueOf(number.value())
                : ((Literal.OfBigInteger) Objects.requireNonNull(bound, type.toString())).value();
        return unscaled.toBigInteger().compareTo(other);
    }

    /** A scan with predicates gives what filtering all rows gives, on values that straddle bounds, zeros and NaN. */
    @Test
    void prunedScansGiveTheSameRows() throws IOException {
        Path file = folder.resolve("samples.parquet");
        List<SampleField> fields = SampleField.all().stream()
                .filter(field -> List.of("i8", "d", "d9", "u64", "s").contains(field.name()))
                .toList();
        ParquetWriting.samples(file, fields, 400, Nulls.SOME, options -> options.withRowGroupRowCountLimit(5));
        Random random = new Random(7);
        List<Operator> operators = List.of(Operator.values());

        try (ParquetTable table = ParquetTable.open(file)) {
            List<List<@Nullable Object>> all = table.rows();
            long pruned = 0;
            for (int i = 0; i < 200; i++) {
                int column = random.nextInt(fields.size());
                Operator operator = operators.get(random.nextInt(operators.size()));
                Object literal = all.get(random.nextInt(all.size())).get(column);
                if (literal == null) {
                    continue;
                }
                ScanPredicate predicate = new ScanPredicate.Comparison(column, operator, literal(literal));
                List<List<@Nullable Object>> rows = new ArrayList<>();
                ScanCounters counters = table.scan(
                        table.allColumns(), List.of(predicate), 100, batch -> ParquetTable.addRows(batch, rows));
                pruned += counters.rowGroupsPruned.sum();
                assertThat(rows)
                        .as(predicate.toString())
                        .isEqualTo(all.stream()
                                .filter(row -> matches(row.get(column), operator, literal))
                                .toList());
            }
            assertThat(pruned).isPositive();
        }
    }

    private static Literal literal(Object value) {
        if (value instanceof Long number) {
            return new Literal.OfLong(number);
        }
        if (value instanceof Double number) {
            return new Literal.OfDouble(number);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.scale() == 0
                    ? new Literal.OfBigInteger(decimal.unscaledValue())
                    : new Literal.OfLong(decimal.unscaledValue().longValueExact());
        }
        return new Literal.OfBytes(((String) value).getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static boolean matches(@Nullable Object value, Operator operator, Object literal) {
        if (value == null) {
            return false;
        }
        Predicate<Integer> holds = switch (operator) {
            case EQ -> order -> order == 0;
            case NE -> order -> order != 0;
            case LT -> order -> order < 0;
            case LE -> order -> order <= 0;
            case GT -> order -> order > 0;
            case GE -> order -> order >= 0;
        };
        if (value instanceof Double left) {
            double right = (Double) literal;
            if (Double.isNaN(left) || Double.isNaN(right)) {
                return operator == Operator.NE;
            }
            return holds.test(left < right ? -1 : left > right ? 1 : 0);
        }
        if (value instanceof String left) {
            byte[] right = ((String) literal).getBytes(StandardCharsets.UTF_8);
            return holds.test(java.util.Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right));
        }
        return holds.test(((Comparator<Object>) (Comparator<?>) Comparator.naturalOrder()).compare(value, literal));
    }

    private ColumnStatistics statistics(SchemaElement leaf, boolean ordered, Statistics statistics) throws IOException {
        Path file = new HandmadeFile(leaf.setRepetition_type(FieldRepetitionType.OPTIONAL))
                .data(1, Encoding.PLAIN, ints(0, 0, 0, 0))
                .write(folder.resolve("statistics.parquet"), metadata -> {
                    ColumnMetaData chunk =
                            metadata.getRow_groups().get(0).getColumns().get(0).getMeta_data();
                    chunk.setStatistics(statistics);
                    if (ordered) {
                        metadata.setColumn_orders(List.of(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
                    }
                });
        try (ParquetTable table = ParquetTable.open(file)) {
            return table.description().statistics().column(0);
        }
    }

    private static SchemaElement leaf(Type type) {
        return new SchemaElement("c").setType(type);
    }

    private static Statistics newer(byte[] min, byte[] max) {
        return new Statistics().setMin_value(min).setMax_value(max);
    }

    private static Statistics older(byte[] min, byte[] max) {
        return new Statistics().setMin(min).setMax(max);
    }

    @Test
    void boundsCountOnlyWhereTheirOrderIsKnown() throws IOException {
        ColumnStatistics oneToTwo = new ColumnStatistics(null, new Literal.OfLong(1), new Literal.OfLong(2), null);
        SchemaElement unsigned = leaf(Type.INT32).setConverted_type(ConvertedType.UINT_32);

        assertThat(statistics(leaf(Type.INT32), true, newer(ints(1), ints(2)))).isEqualTo(oneToTwo);
        assertThat(statistics(leaf(Type.INT32), false, newer(ints(1), ints(2)))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(leaf(Type.INT32), false, older(ints(1), ints(2)))).isEqualTo(oneToTwo);
        assertThat(statistics(unsigned, false, older(ints(1), ints(2)))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(unsigned, true, newer(ints(1), ints(-1))))
                .isEqualTo(new ColumnStatistics(null, new Literal.OfLong(1), new Literal.OfLong(0xffffffffL), null));
    }

    @Test
    void boundsThatCannotBeAreLeftOut() throws IOException {
        byte[] nan = longs(Double.doubleToLongBits(Double.NaN));
        byte[] one = longs(Double.doubleToLongBits(1));

        assertThat(statistics(leaf(Type.INT32), true, newer(ints(2), ints(1)))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(leaf(Type.INT32), true, newer(longs(1), longs(2))))
                .isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(leaf(Type.DOUBLE), true, newer(nan, one))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(leaf(Type.DOUBLE), true, newer(one, nan))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(leaf(Type.INT96), true, newer(ints(1, 1, 1), ints(2, 2, 2))))
                .isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(leaf(Type.INT32), true, newer(ints(1), ints(2)).setNull_count(5)))
                .extracting(ColumnStatistics::nullCount)
                .isNull();
    }

    @Test
    void boundsOfTextsCountOnlyWhereTheyAreWhole() throws IOException {
        SchemaElement text = leaf(Type.BYTE_ARRAY).setConverted_type(ConvertedType.UTF8);
        byte[] a = "a".getBytes(StandardCharsets.UTF_8);
        byte[] z = "zebra".getBytes(StandardCharsets.UTF_8);

        assertThat(statistics(text, false, older(a, z))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(text, true, newer(a, z))).isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(
                        text, true, newer(a, z).setIs_min_value_exact(true).setIs_max_value_exact(false)))
                .isEqualTo(ColumnStatistics.UNKNOWN);
        assertThat(statistics(
                        text, true, newer(a, z).setIs_min_value_exact(true).setIs_max_value_exact(true)))
                .isEqualTo(new ColumnStatistics(null, new Literal.OfBytes(a), new Literal.OfBytes(z), null));
    }
}
