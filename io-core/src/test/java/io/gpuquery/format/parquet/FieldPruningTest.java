package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.ColumnFacts;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on fields of a ROW leave out row groups and pages that cannot match, and nothing else. */
class FieldPruningTest {
    private static final String SCHEMA = """
            message m {
              required int64 id;
              optional group s {
                optional int64 i;
                required int32 r;
                optional double d;
                optional binary t (STRING);
                optional group in { optional boolean b; required int32 u (INTEGER(32,false)); }
                optional group l (LIST) { repeated group list { optional int32 element; } }
              }
              required group q { required int32 x; }
            }""";

    private static final List<List<Integer>> PATHS =
            List.of(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4, 0), List.of(4, 1));

    @TempDir
    private Path folder;

    private Path write(int rows, WriterVersion version, boolean dictionary) throws IOException {
        Path file = folder.resolve("rows.parquet");
        Random random = new Random(3);
        ParquetWriting.write(
                file,
                SCHEMA,
                options -> options.withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withPageRowCountLimit(7)
                        .withMinRowCountForPageSizeCheck(1)
                        .withColumnIndexTruncateLength(3)
                        .withBloomFilterEnabled("s.i", true)
                        .withBloomFilterEnabled("s.t", true)
                        .withRowGroupRowCountLimit(90),
                (writer, groups) -> {
                    for (int row = 0; row < rows; row++) {
                        Group group = groups.newGroup().append("id", (long) row);
                        group.addGroup("q").append("x", row);
                        boolean runOfNulls = row / 30 % 4 == 1;
                        if (!runOfNulls && random.nextInt(6) > 0) {
                            addFields(group.addGroup("s"), row, random);
                        }
                        writer.write(group);
                    }
                });
        return file;
    }

    private static void addFields(Group fields, int row, Random random) {
        if (row / 20 % 3 > 0) {
            fields.append("i", (long) row + random.nextInt(10));
        }
        fields.append("r", row / 10 + random.nextInt(3));
        if (random.nextInt(3) > 0) {
            fields.append("d", random.nextInt(9) == 0 ? Double.NaN : random.nextInt(9) == 0 ? -0.0 : row / 4.0);
        }
        if (random.nextInt(3) > 0) {
            fields.append("t", "text %05d".formatted(row));
        }
        if (random.nextInt(4) > 0) {
            Group inner = fields.addGroup("in").append("u", random.nextBoolean() ? row : -row);
            if (random.nextBoolean()) {
                inner.append("b", row % 50 < 25);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PARQUET_1_0, true", "PARQUET_1_0, false", "PARQUET_2_0, true", "PARQUET_2_0, false"})
    void prunedScansGiveTheSameRows(WriterVersion version, boolean dictionary) throws IOException {
        Random random = new Random(5);
        try (ParquetTable table = ParquetTable.open(write(600, version, dictionary))) {
            List<List<@Nullable Object>> all = table.rows();
            long skippedRows = 0;
            long prunedRowGroups = 0;
            for (int i = 0; i < 200; i++) {
                ScanPredicate predicate = predicate(random, table, all, 2);
                List<List<@Nullable Object>> rows = new ArrayList<>();
                ScanCounters counters = table.scan(
                        table.allColumns(),
                        List.of(predicate),
                        1 + random.nextInt(50),
                        batch -> ParquetTable.addRows(batch, rows));
                assertThat(rows)
                        .as(predicate.toString())
                        .isEqualTo(all.stream()
                                .filter(row -> RowPredicates.holds(predicate, row, table.schema()))
                                .toList());
                skippedRows += all.size() - counters.rowsRead.sum();
                prunedRowGroups += counters.rowGroupsPruned.sum();
            }
            assertThat(prunedRowGroups).isGreaterThan(150);
            assertThat(skippedRows).isGreaterThan(90 * prunedRowGroups);
        }
    }

    private static ScanPredicate predicate(
            Random random, ParquetTable table, List<List<@Nullable Object>> rows, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 6);
        if (kind >= 4) {
            List<ScanPredicate> operands = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                operands.add(predicate(random, table, rows, depth - 1));
            }
            return kind == 4 ? new ScanPredicate.And(operands) : new ScanPredicate.Or(operands);
        }
        List<Integer> path = PATHS.get(random.nextInt(PATHS.size()));
        ScanPredicate test = new ScanPredicate.NullTest(0, random.nextBoolean());
        List<Literal> literals = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Object value = rows.get(random.nextInt(rows.size())).get(1);
            ColumnType type = table.schema().column(1).type();
            for (int index : path) {
                value = value == null ? null : ((List<?>) value).get(index);
                type = type.fields().get(index).type();
            }
            if (value != null) {
                literals.add(RowPredicates.literal(value, type));
            }
        }
        if (kind > 0 && !literals.isEmpty()) {
            Operator operator = List.of(Operator.values()).get(random.nextInt(6));
            test = kind == 1
                    ? new ScanPredicate.In(0, literals)
                    : new ScanPredicate.Comparison(0, operator, literals.get(0));
        }
        return new ScanPredicate.OfField(1, path, test);
    }

    @Test
    void aPointIsReadFromOnePage() throws IOException {
        try (ParquetTable table = ParquetTable.open(write(9000, WriterVersion.PARQUET_2_0, false))) {
            ScanPredicate point = new ScanPredicate.OfField(
                    2, List.of(0), new ScanPredicate.Comparison(0, Operator.EQ, new Literal.OfLong(5000)));
            List<List<@Nullable Object>> rows = new ArrayList<>();
            ScanCounters counters =
                    table.scan(List.of(0, 2), List.of(point), 1000, batch -> ParquetTable.addRows(batch, rows));

            assertThat(rows).containsExactly(List.of(5000L, List.of(5000L)));
            assertThat(counters.rowGroupsRead.sum()).isEqualTo(1);
            assertThat(counters.rowGroupsPruned.sum()).isEqualTo(99);
            assertThat(counters.rowsRead.sum()).isEqualTo(7);
            assertThat(counters.bytesDecoded.sum()).isLessThan(2000);
        }
    }

    @Test
    void whatIsKnownOfFieldsIsNotKnownOfTheirRow() throws IOException {
        try (ParquetTable table = ParquetTable.open(write(200, WriterVersion.PARQUET_2_0, true))) {
            ColumnFacts facts = table.footer().morselFacts(0, 2);
            assertThat(table.schema().column(2))
                    .extracting(ColumnDefinition::name)
                    .isEqualTo("q");
            assertThat(facts.range().min()).isNull();
            assertThat(table.description().statistics().columns().get(2).min()).isNull();
            assertThat(table.description().statistics().columns().get(1).nullCount())
                    .isNull();
        }
    }
}
