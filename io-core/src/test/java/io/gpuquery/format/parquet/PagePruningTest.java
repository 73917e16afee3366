package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.format.parquet.ParquetWriting.Nulls;
import io.gpuquery.format.parquet.metadata.ChunkIndexes;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages, Bloom filters and dictionaries leave out what cannot match, and nothing else. */
class PagePruningTest {
    @TempDir
    private Path folder;

    /** A scan with predicates gives what filtering all rows gives, whatever the predicates, types, pages and encodings. */
    @ParameterizedTest
    @CsvSource({
        "PARQUET_1_0, true, SOME, 64",
        "PARQUET_1_0, false, REQUIRED, 3",
        "PARQUET_2_0, true, RUNS, 3",
        "PARQUET_2_0, false, SOME, 64"
    })
    void prunedScansGiveTheSameRows(WriterVersion version, boolean dictionary, Nulls nulls, int boundBytes)
            throws IOException {
        Path file = folder.resolve("samples.parquet");
        List<SampleField> fields = SampleField.all();
        ParquetWriting.samples(
                file,
                fields,
                300,
                nulls,
                options -> smallPages(options, 7)
                        .withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withBloomFilterEnabled("i64", true)
                        .withBloomFilterEnabled("d38f", true)
                        .withBloomFilterEnabled("d", true)
                        .withBloomFilterEnabled("s", true)
                        .withBloomFilterEnabled("u", true)
                        .withColumnIndexTruncateLength(boundBytes)
                        .withRowGroupRowCountLimit(90));
        Random random = new Random(11);
        try (ParquetTable table = ParquetTable.open(file)) {
            List<List<@Nullable Object>> all = table.rows();
            long pages = 0;
            long rowGroups = 0;
            for (int i = 0; i < 400; i++) {
                ScanPredicate predicate = predicate(random, table, all, 2);
                List<Integer> columns = random.nextBoolean() ? table.allColumns() : someColumns(random, table);
                List<List<@Nullable Object>> rows = new ArrayList<>();
                ScanCounters counters = table.scan(
                        columns,
                        List.of(predicate),
                        1 + random.nextInt(50),
                        batch -> ParquetTable.addRows(batch, rows));
                pages += counters.pagesSkipped.sum();
                rowGroups += counters.rowGroupsPruned.sum();
                assertThat(rows)
                        .as(predicate.toString())
                        .isEqualTo(all.stream()
                                .filter(row -> RowPredicates.holds(predicate, row, table.schema()))
                                .map(row -> columns.stream().map(row::get).toList())
                                .toList());
            }
            assertThat(pages).isPositive();
            assertThat(rowGroups).isPositive();
        }
    }

    private static ExampleParquetWriter.Builder smallPages(ExampleParquetWriter.Builder options, int rows) {
        return options.withPageRowCountLimit(rows).withMinRowCountForPageSizeCheck(1);
    }

    private static List<Integer> someColumns(Random random, ParquetTable table) {
        return table.allColumns().stream()
                .filter(column -> random.nextInt(10) == 0)
                .toList();
    }

    private static ScanPredicate predicate(
            Random random, ParquetTable table, List<List<@Nullable Object>> rows, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 6);
        if (kind >= 4) {
            List<ScanPredicate> operands = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(2); i++) {
                operands.add(predicate(random, table, rows, depth - 1));
            }
            return kind == 4 ? new ScanPredicate.And(operands) : new ScanPredicate.Or(operands);
        }
        int column = random.nextInt(table.schema().columnCount());
        if (kind == 0) {
            return new ScanPredicate.NullTest(column, random.nextBoolean());
        }
        List<Literal> literals = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Object value = rows.get(random.nextInt(rows.size())).get(column);
            if (value != null) {
                literals.add(RowPredicates.literal(
                        value, table.schema().column(column).type()));
            }
        }
        if (literals.isEmpty()) {
            return new ScanPredicate.NullTest(column, true);
        }
        if (kind == 1) {
            return new ScanPredicate.In(column, literals);
        }
        Kind type = table.schema().column(column).type().kind();
        boolean ordered = type != Kind.UUID && type != Kind.VARBINARY;
        Operator operator = List.of(Operator.values()).get(random.nextInt(ordered ? 6 : 2));
        return new ScanPredicate.Comparison(column, operator, literals.get(0));
    }

    /** id ascending, text the same as text, other the same shuffled, in pages of 100 rows and one row group of 10,000. */
    private Path sorted(UnaryOperator<ExampleParquetWriter.Builder> options) throws IOException {
        Path file = folder.resolve("sorted.parquet");
        String schema = "message m { required int64 id; required binary text (STRING); required int32 other; "
                + "optional double rare; }";
        ParquetWriting.write(file, schema, each -> options.apply(smallPages(each, 100)), (writer, groups) -> {
            for (int row = 0; row < 10_000; row++) {
                Group group = groups.newGroup();
                group.add("id", (long) row);
                group.add("text", "row %05d with a text of some length".formatted(row));
                group.add("other", row * 7919 % 10_000);
                if (row / 100 == 42) {
                    group.add("rare", row / 2.0);
                }
                writer.write(group);
            }
        });
        return file;
    }

    @ParameterizedTest
    @CsvSource({"PARQUET_1_0, true", "PARQUET_1_0, false", "PARQUET_2_0, true", "PARQUET_2_0, false"})
    void aPointIsReadFromOnePageOfEachColumn(WriterVersion version, boolean dictionary) throws IOException {
        Path file = sorted(options -> options.withWriterVersion(version).withDictionaryEncoding(dictionary));
        ScanPredicate point = new ScanPredicate.Comparison(0, Operator.EQ, new Literal.OfLong(5_555));
        try (ParquetTable table = ParquetTable.open(file)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            ScanCounters counters =
                    table.scan(List.of(0, 1, 2), List.of(point), 1000, batch -> ParquetTable.addRows(batch, rows));

            assertThat(rows)
                    .containsExactly(List.of(5_555L, "row 05555 with a text of some length", 5_555L * 7919 % 10_000));
            assertThat(counters.pagesRead.sum()).isEqualTo(3);
            assertThat(counters.pagesSkipped.sum()).isGreaterThanOrEqualTo(3 * 55);
            assertThat(counters.rowsRead.sum()).isEqualTo(100);
            if (!dictionary) {
                assertThat(counters.bytesDecoded.sum()).isLessThan(Files.size(file) / 50);
            }
        }
    }

    @Test
    void theIndexOfAColumnIsReadOnce() throws IOException {
        ScanPredicate point = new ScanPredicate.Comparison(0, Operator.EQ, new Literal.OfLong(5_555));
        Path file = sorted(options -> options.withDictionaryEncoding(false));
        try (ParquetTable table = ParquetTable.open(file)) {
            ChunkIndexes indexes =
                    table.footer().rowGroups().get(0).chunks().get(0).indexes();
            long read = table.scan(List.of(0), List.of(point), 1000, batch -> {})
                    .bytesOfIndexes
                    .sum();

            assertThat(read)
                    .isEqualTo(Objects.requireNonNull(indexes.offsetIndex()).lengthBytes()
                            + Objects.requireNonNull(indexes.columnIndex()).lengthBytes());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, LT, 250, 3",
        "0, GE, 9900, 1",
        "0, GT, 9999, 0",
        "0, EQ, -1, 0",
        "3, GE, 0, 1",
        "2, EQ, 10000, 0",
    })
    void pagesAreLeftOutByTheirBounds(int column, Operator operator, long number, int pages) throws IOException {
        Literal literal = column == 3 ? new Literal.OfDouble(number) : new Literal.OfLong(number);
        ScanPredicate predicate = new ScanPredicate.Comparison(column, operator, literal);
        try (ParquetTable table = ParquetTable.open(sorted(options -> options))) {
            ScanCounters counters = table.scan(List.of(1), List.of(predicate), 1000, batch -> {});

            assertThat(counters.rowsRead.sum()).isEqualTo(pages * 100L);
        }
    }

    @Test
    void nullsAndPrefixesOfTextsLeaveOutPages() throws IOException {
        ScanPredicate present = new ScanPredicate.NullTest(3, true);
        ScanPredicate absent = new ScanPredicate.NullTest(3, false);
        ScanPredicate prefix = new ScanPredicate.And(List.of(
                new ScanPredicate.Comparison(1, Operator.GE, text("row 017")),
                new ScanPredicate.Comparison(1, Operator.LT, text("row 018"))));
        // The column index has no more than so much of each text.
        try (ParquetTable table = ParquetTable.open(sorted(options -> options.withColumnIndexTruncateLength(8)))) {
            assertThat(table.scan(List.of(0), List.of(present), 1000, batch -> {})
                            .rowsRead
                            .sum())
                    .isEqualTo(100);
            assertThat(table.scan(List.of(0), List.of(absent), 1000, batch -> {})
                            .rowsRead
                            .sum())
                    .isEqualTo(9_900);
            assertThat(table.scan(List.of(0), List.of(prefix), 1000, batch -> {})
                            .rowsRead
                            .sum())
                    .isBetween(100L, 300L);
            assertThat(table.scan(List.of(0), List.of(prefix, present), 1000, batch -> {})
                            .rowGroupsPruned
                            .sum())
                    .isEqualTo(1);
        }
    }

    private static Literal text(String text) {
        return new Literal.OfBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Columns of predicates are read first, the others where there is a match, without any index. */
    @Test
    void otherColumnsAreReadOnlyWhereThereIsAMatch() throws IOException {
        // Shuffled, so that no page can be left out by its bounds.
        ScanPredicate point = new ScanPredicate.Comparison(2, Operator.EQ, new Literal.OfLong(4_242));
        try (ParquetTable table = ParquetTable.open(sorted(options -> options.withDictionaryEncoding(false)))) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            ScanCounters counters =
                    table.scan(List.of(0, 1, 2), List.of(point), 500, batch -> ParquetTable.addRows(batch, rows));

            assertThat(rows).hasSize(1);
            assertThat(counters.rowsRead.sum()).isEqualTo(10_000);
            assertThat(counters.pagesRead.sum()).isEqualTo(100 + 2);
        }
    }

    /** Ten row groups whose bounds overlap: what is equal to a number modulo ten is in one of them. */
    private Path overlapping(String copyOptions) throws SQLException {
        Path file = folder.resolve("overlapping.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT (i % 300) * 10 + i // 20480 AS n, (i % 300) * 10 + i // 20480 + 0.5::DOUBLE AS d,"
                            + " 'text ' || ((i % 300) * 10 + i // 20480) AS s, i AS id"
                            + " FROM range(204800) AS r(i)) TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 20480 "
                            + copyOptions
                            + ")");
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"''", "', BLOOM_FILTER_FALSE_POSITIVE_RATIO 0.001'", "', WRITE_BLOOM_FILTER false'"})
    void filtersAndDictionariesOfDuckDbLeaveOutRowGroups(String copyOptions) throws SQLException {
        try (ParquetTable table = ParquetTable.open(overlapping(copyOptions))) {
            for (int group = 0; group < 10; group++) {
                int value = 1230 + group;
                assertReads(1, table, new ScanPredicate.Comparison(0, Operator.EQ, new Literal.OfLong(value)));
                assertReads(1, table, new ScanPredicate.Comparison(1, Operator.EQ, new Literal.OfDouble(value + 0.5)));
                assertReads(1, table, new ScanPredicate.Comparison(2, Operator.EQ, text("text " + value)));
                List<Literal> two = List.of(new Literal.OfLong(value), new Literal.OfLong(55 * 10 + (group + 1) % 10));
                assertReads(2, table, new ScanPredicate.In(0, two));
            }
            assertReads(0, table, new ScanPredicate.Comparison(1, Operator.EQ, new Literal.OfDouble(1230)));
            assertReads(0, table, new ScanPredicate.Comparison(2, Operator.EQ, text("text 12x")));
        }
    }

    /** False positives are rare, and the same in each run. */
    private static void assertReads(int rowGroups, ParquetTable table, ScanPredicate predicate) {
        ScanCounters counters = table.scan(List.of(3), List.of(predicate), 1000, batch -> {});
        assertThat(counters.rowGroupsRead.sum()).as(predicate.toString()).isBetween((long) rowGroups, rowGroups + 1L);
    }

    /** What cannot be looked up in a filter can be in a dictionary: bounds of texts, for instance. */
    @Test
    void dictionariesAnswerRangesToo() throws SQLException {
        ScanPredicate prefix = new ScanPredicate.And(List.of(
                new ScanPredicate.Comparison(2, Operator.GT, text("text 1231")),
                new ScanPredicate.Comparison(2, Operator.LT, text("text 1233"))));
        try (ParquetTable table = ParquetTable.open(overlapping(""))) {
            ScanCounters counters = table.scan(List.of(3), List.of(prefix), 1000, batch -> {});
            assertThat(counters.rowGroupsPruned.sum()).isZero();
            ScanPredicate nothing = new ScanPredicate.Comparison(0, Operator.EQ, new Literal.OfLong(1235));
            assertThat(table.scan(List.of(3), List.of(nothing), 1000, batch -> {})
                            .bytesOfIndexes
                            .sum())
                    .isBetween(1L, 200_000L);
        }
    }

    @Test
    void filtersOfParquetJavaLeaveOutRowGroups() throws IOException {
        Path file = folder.resolve("filters.parquet");
        String schema = "message m { required int32 a; required int64 b; required float c; required double d;"
                + " required binary e (STRING); required fixed_len_byte_array(16) f (DECIMAL(38,0)); }";
        ParquetWriting.write(
                file,
                schema,
                options -> options.withDictionaryEncoding(false)
                        .withBloomFilterEnabled(true)
                        .withRowGroupRowCountLimit(100),
                (writer, groups) -> {
                    for (int row = 0; row < 1000; row++) {
                        // Even ones, and in another order, so that bounds tell nothing.
                        int value = row * 7919 % 1000 * 2;
                        byte[] wide = new byte[16];
                        wide[14] = (byte) (value >>> 8);
                        wide[15] = (byte) value;
                        Group group = groups.newGroup();
                        group.add("a", value);
                        group.add("b", (long) value);
                        group.add("c", (float) value);
                        group.add("d", (double) value);
                        group.add("e", "value " + value);
                        group.add("f", org.apache.parquet.io.api.Binary.fromConstantByteArray(wide));
                        writer.write(group);
                    }
                });
        try (ParquetTable table = ParquetTable.open(file)) {
            for (int value = 500; value < 540; value++) {
                boolean present = value % 2 == 0;
                List<Literal> literals = List.of(
                        new Literal.OfLong(value),
                        new Literal.OfLong(value),
                        new Literal.OfDouble(value),
                        new Literal.OfDouble(value),
                        text("value " + value),
                        new Literal.OfBigInteger(java.math.BigInteger.valueOf(value)));
                for (int column = 0; column < literals.size(); column++) {
                    ScanPredicate equal = new ScanPredicate.Comparison(column, Operator.EQ, literals.get(column));
                    int[] rows = new int[1];
                    ScanCounters counters = table.scan(
                            List.of(column), List.of(equal), 1000, batch -> rows[0] += batch.selectedCount());
                    assertThat(rows[0]).as(equal.toString()).isEqualTo(present ? 1 : 0);
                    assertThat(counters.rowGroupsRead.sum())
                            .as(equal.toString())
                            .isBetween(present ? 1L : 0L, 2L);
                }
            }
        }
    }

    @Test
    void aColumnOfAnotherTypeIsNoReasonToLeaveAnythingOut() throws SQLException {
        try (ParquetTable table = ParquetTable.open(overlapping(""))) {
            assertThat(table.schema().column(1).type()).isEqualTo(ColumnType.DOUBLE);
            ScanPredicate nan = new ScanPredicate.Comparison(1, Operator.NE, new Literal.OfDouble(Double.NaN));
            assertThat(table.scan(List.of(3), List.of(nan), 1000, batch -> {})
                            .rowGroupsRead
                            .sum())
                    .isEqualTo(10);
        }
    }

    /** Lists of nothing but nulls, and no lists: what is known of elements says nothing of lists. */
    @Test
    void whatIsKnownOfElementsIsNotKnownOfLists() throws IOException {
        Path file = folder.resolve("lists.parquet");
        String schema = "message m { required int64 id; optional group l (LIST) { repeated group list {"
                + " optional int32 element; } } }";
        ParquetWriting.write(file, schema, each -> smallPages(each, 10), (writer, groups) -> {
            for (int row = 0; row < 300; row++) {
                Group group = groups.newGroup();
                group.add("id", (long) row);
                if (row % 3 > 0) {
                    Group list = group.addGroup("l");
                    for (int element = 0; element < row % 3 + row / 100; element++) {
                        list.addGroup("list");
                    }
                }
                writer.write(group);
            }
        });
        ScanPredicate late = new ScanPredicate.Comparison(0, Operator.GE, new Literal.OfLong(215));
        try (ParquetTable table = ParquetTable.open(file)) {
            for (boolean present : new boolean[] {true, false}) {
                long[] rows = new long[2];
                ScanPredicate test = new ScanPredicate.NullTest(1, present);
                table.scan(List.of(0, 1), List.of(test), 50, batch -> rows[0] += batch.selectedCount());
                table.scan(List.of(0, 1), List.of(test, late), 50, batch -> rows[1] += batch.selectedCount());
                assertThat(rows[0]).isEqualTo(present ? 200 : 100);
                assertThat(rows[1]).isEqualTo(present ? 57 : 28);
            }
        }
    }
}
