package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.engine.ColumnResidency.State;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read by way of the store is what is read without it; and what the store keeps, leaves out and forgets. */
@Timeout(120)
class ColumnStoreTest {
    private static final int ROWS = 40_000;

    @TempDir
    private static Path folder;

    private final LeakCheck leaks = LeakCheck.start();
    private final ColumnStore store = new ColumnStore(new MemoryBudget(1L << 30));
    private final StoredTables tables = new StoredTables(folder, CatalogOptions.DEFAULT, store);

    @BeforeAll
    static void write() throws SQLException {
        String values =
                "SELECT i AS id, i % 2 = 0 AS b, (i % 200 - 100)::TINYINT AS i8, (i * 7 % 60000 - 30000)::SMALLINT AS i16,"
                        + " (i * 123457 % 4000000000 - 2000000000)::INTEGER AS i32, 9223372036854775807 - i AS i64,"
                        + " (18446744073709551615 - i)::UBIGINT AS u64, (i / 7)::FLOAT AS f,"
                        + " CASE i % 5 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN '-Infinity'::DOUBLE WHEN 2 THEN -0.0::DOUBLE ELSE sqrt(i) END AS d,"
                        + " (i / 10)::DECIMAL(9,2) AS d9, (i - 2500)::DECIMAL(38,5) * 1000000000000 AS d38,"
                        + " i::DECIMAL(30,2) AS small38, DATE '1900-01-01' + (i % 90000)::INTEGER AS day,"
                        + " TIME '00:00:00' + to_microseconds(i * 17001) AS t, TIMESTAMP '1969-12-01' + to_microseconds(i * 1000007) AS ts,"
                        + " 'a row of some length ' || i AS s, 'kind ' || i % 13 AS k, 'a longer kind of ' || i // 8000 AS l,"
                        + " ('b' || i % 70)::BLOB AS v, md5(i::VARCHAR)::UUID AS u FROM range(" + ROWS + ") AS r(i)";
        StringBuilder sparse = new StringBuilder("CREATE TABLE sparse AS SELECT id");
        for (String column : List.of(
                "b", "i8", "i16", "i32", "i64", "u64", "f", "d", "d9", "d38", "small38", "day", "t", "ts", "s", "k",
                "l", "v", "u")) {
            sparse.append(
                    ", CASE WHEN hash(id, '" + column + "') % 3 = 0 THEN NULL ELSE " + column + " END AS " + column);
        }
        for (int shift = 0; shift < 8; shift++) {
            StoredTables.write(
                    folder,
                    "COPY (SELECT CASE i % 50 WHEN 0 THEN NULL ELSE repeat('x', " + (20 + shift)
                            + ") END AS pad, (i * 1000003)::BIGINT AS id FROM range(" + ROWS
                            + ") AS r(i)) TO 'FOLDER/aligned"
                            + shift + ".parquet' (COMPRESSION uncompressed, STRING_DICTIONARY_PAGE_SIZE_LIMIT 1)");
        }
        String text = "SELECT id, b, i32, i64, d9, day, ts, s, k, l FROM ";
        StoredTables.write(
                folder,
                "CREATE TABLE full_ AS " + values,
                sparse.append(", NULL::VARCHAR AS nothing FROM full_").toString(),
                "COPY full_ TO 'FOLDER/plain.parquet' (COMPRESSION uncompressed, ROW_GROUP_SIZE 30000, PARQUET_VERSION V1, STRING_DICTIONARY_PAGE_SIZE_LIMIT 1)",
                "COPY full_ TO 'FOLDER/groups.parquet' (COMPRESSION snappy, ROW_GROUP_SIZE 6144)",
                "COPY sparse TO 'FOLDER/sparse.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 12288)",
                "COPY (SELECT * FROM sparse LIMIT 0) TO 'FOLDER/empty.parquet'",
                "COPY (SELECT * FROM sparse LIMIT 1) TO 'FOLDER/one.parquet'",
                "COPY (" + text + "full_) TO 'FOLDER/csv_full.csv'",
                "COPY (" + text + "sparse) TO 'FOLDER/csv_sparse.csv'",
                "COPY (" + text + "sparse LIMIT 0) TO 'FOLDER/csv_empty.csv'",
                "COPY (" + text + "full_) TO 'FOLDER/lines.ndjson'",
                "COPY (" + text + "sparse LIMIT 9000) TO 'FOLDER/array_sparse.json' (ARRAY true)");
    }

    @AfterEach
    void nothingIsLeft() {
        store.clear();
        assertThat(store.bytes()).isZero();
        tables.close();
        leaks.verify();
    }

    /** Rows enough for segments of full length. */
    @Test
    void longColumnsAreCutIntoSegmentsAndTheirRowsAreExactOnceCounted() throws SQLException, IOException {
        StoredTables.write(
                folder, "COPY (SELECT i AS id, 'k' || i % 7 AS k FROM range(400000) AS r(i)) TO 'FOLDER/long.csv'");
        List<List<Object>> expected = cast(tables.plain("long", List.of(0, 1)));
        assertThat(store.statistics(tables.table("long")).exact()).isFalse();
        ScanCounters counting = counters("long", List.of());
        assertThat(counting.rowsRead.sum()).isEqualTo(400_000);
        assertThat(store.statistics(tables.table("long")).exact()).isTrue();
        assertThat(store.statistics(tables.table("long")).rowCount()).isEqualTo(400_000);
        // Counting again reads nothing.
        assertThat(counters("long", List.of()).bytesDecoded.sum()).isZero();
        assertThat(cast(tables.stored("long", List.of(0, 1)))).isEqualTo(expected);
        assertThat(cast(tables.stored("long", List.of(0, 1)))).isEqualTo(expected);
        Files.delete(folder.resolve("long.csv"));
    }

    static Stream<String> names() {
        return Stream.of(
                "plain",
                "groups",
                "sparse",
                "empty",
                "one",
                "csv_full",
                "csv_sparse",
                "csv_empty",
                "lines",
                "array_sparse");
    }

    private List<Integer> all(String name) {
        return IntStream.range(0, tables.table(name).describe().schema().columnCount())
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void rowsAreTheSameColdAndWarmAsWithoutTheStore(String name) {
        List<List<Object>> expected = cast(tables.plain(name, all(name)));
        assertThat(cast(tables.stored(name, all(name)))).isEqualTo(expected);
        assertThat(cast(tables.stored(name, all(name)))).isEqualTo(expected);
        assertThat(store.residency(tables.table(name))).allMatch(column -> column.state() == State.RESIDENT);
    }

    @ParameterizedTest
    @MethodSource("names")
    void columnsThatCameAtDifferentTimesFitTogether(String name) {
        List<Integer> columns = all(name);
        List<List<Object>> expected = cast(tables.plain(name, columns));
        tables.stored(name, columns.subList(3, 5));
        tables.stored(name, columns.subList(0, 4));
        assertThat(tables.stored(name, List.of())).hasSameSizeAs(expected);
        assertThat(cast(tables.stored(name, columns))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("names")
    void predicatesFindTheSameRows(String name) {
        int id = tables.column(name, "id");
        int kind = tables.column(name, "k");
        int long_ = tables.column(name, "l");
        int decimal = tables.column(name, "d9");
        byte[] text = "kind 7".getBytes(StandardCharsets.UTF_8);
        byte[] late = "a longer kind of 4".getBytes(StandardCharsets.UTF_8);
        List<ScanPredicate> predicates = List.of(
                new ScanPredicate.Comparison(id, Operator.LT, new Literal.OfLong(10)),
                new ScanPredicate.Comparison(id, Operator.EQ, new Literal.OfLong(ROWS - 1)),
                new ScanPredicate.Comparison(kind, Operator.EQ, new Literal.OfBytes(text)),
                new ScanPredicate.Comparison(long_, Operator.GE, new Literal.OfBytes(late)),
                new ScanPredicate.NullTest(decimal, false),
                new ScanPredicate.NullTest(decimal, true),
                new ScanPredicate.In(id, List.of(new Literal.OfLong(7_777), new Literal.OfLong(-1))),
                new ScanPredicate.Or(List.of(
                        new ScanPredicate.Comparison(id, Operator.GT, new Literal.OfLong(ROWS - 5)),
                        new ScanPredicate.Comparison(id, Operator.LE, new Literal.OfLong(3)))));
        for (ScanPredicate predicate : predicates) {
            List<List<Object>> expected = cast(tables.plain(name, List.of(id, kind), predicate));
            assertThat(cast(tables.stored(name, List.of(id, kind), predicate)))
                    .as("cold, %s", predicate)
                    .isEqualTo(expected);
            assertThat(cast(tables.stored(name, List.of(id, kind), predicate)))
                    .as("warm, %s", predicate)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aWarmScanReadsNothingAndSkipsBlocks() {
        List<Integer> columns = List.of(tables.column("csv_full", "id"), tables.column("csv_full", "k"));
        ScanPredicate few = new ScanPredicate.Comparison(columns.get(0), Operator.GE, new Literal.OfLong(ROWS - 100));
        ScanCounters cold = counters("csv_full", columns, few);
        assertThat(cold.columnsCold.sum()).isEqualTo(2);
        assertThat(cold.bytesDecoded.sum()).isPositive();
        assertThat(cold.bytesKept.sum()).isPositive();
        ScanCounters warm = counters("csv_full", columns, few);
        assertThat(warm.columnsWarm.sum()).isEqualTo(2);
        assertThat(warm.columnsCold.sum()).isZero();
        assertThat(warm.bytesDecoded.sum()).isZero();
        assertThat(warm.blocksSkipped.sum()).isGreaterThan(3);
        assertThat(warm.blocksScanned.sum()).isEqualTo(1);
        assertThat(warm.rowsRead.sum() + warm.rowsPassedOver.sum()).isEqualTo(ROWS);
    }

    private ScanCounters counters(String name, List<Integer> columns, ScanPredicate... predicates) {
        Scan scan = tables.open(name, columns, List.of(predicates), new Cancellation());
        StoredTables.rows(scan);
        return scan.counters();
    }

    @Test
    void onlyRowGroupsThatMayMatchAreDecoded() {
        int id = tables.column("groups", "id");
        int text = tables.column("groups", "s");
        ScanPredicate last = new ScanPredicate.Comparison(id, Operator.EQ, new Literal.OfLong(ROWS - 1));
        tables.stored("groups", List.of(id, text), last);
        ColumnResidency residency = store.residency(tables.table("groups")).get(text);
        assertThat(residency.state()).isEqualTo(State.PARTIAL);
        assertThat(residency.rows()).isBetween(1L, 6_144L);
        assertThat(tables.stored("groups", List.of(text))).hasSize(ROWS);
    }

    @Test
    void plainNumbersOfAnUncompressedFileStayWhereTheyAre() {
        long shared = 0;
        for (int shift = 0; shift < 8; shift++) {
            String name = "aligned" + shift;
            List<Integer> id = List.of(tables.column(name, "id"));
            Scan plain = tables.open(name, id, List.of(), new Cancellation(), false, false);
            StoredTables.rows(plain);
            // All of them, where they happen to lie at multiples of their width.
            long expected = plain.counters().bytesInPlace.sum();
            shared += expected;
            assertThat(counters(name, id).bytesInPlace.sum()).isEqualTo(expected);
            assertThat(counters(name, id).bytesInPlace.sum()).isEqualTo(expected);
            assertThat(store.residency(tables.table(name)).get(id.get(0)).sharedBytes())
                    .isEqualTo(expected);
            assertThat(cast(tables.stored(name, List.of(0, 1)))).isEqualTo(cast(tables.plain(name, List.of(0, 1))));
        }
        assertThat(shared).isPositive();
    }

    @Test
    void repeatedStringsAreCodedAndNumbersAreNarrow() {
        tables.stored("csv_full", all("csv_full"));
        List<ColumnResidency> residency = store.residency(tables.table("csv_full"));
        assertThat(residency.get(tables.column("csv_full", "k")).dictionaryEntries())
                .isEqualTo(13);
        assertThat(residency.get(tables.column("csv_full", "s")).dictionaryEntries())
                .isZero();
        assertThat(residency.get(tables.column("csv_full", "b")).bytes()).isLessThan(ROWS * 3L);
        assertThat(residency.get(tables.column("csv_full", "id")).bytes()).isLessThan(ROWS * 5L);
        assertThat(residency.get(0).blocks()).isGreaterThanOrEqualTo(ROWS / ColumnStore.BLOCK_ROWS);
    }

    @Test
    void allBatchesOfAWarmColumnShareOneDictionary() {
        int kind = tables.column("groups", "k");
        tables.stored("groups", List.of(kind));
        try (Scan scan = tables.open("groups", List.of(kind), List.of(), new Cancellation())) {
            var views = new java.util.HashSet<>();
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel taken = morsel;
                        var batch = taken.nextBatch()) {
                    assertThat(batch).isNotNull();
                    views.add(((io.gpuquery.column.DictionaryColumn) batch.column(0))
                            .dictionary()
                            .views());
                }
            }
            assertThat(views).hasSize(1);
        }
    }

    @Test
    void whatIsNotReadToItsEndLeavesNothingOfTextBehind() {
        List<Integer> columns = List.of(0, 7);
        Scan scan = tables.open("csv_full", columns, List.of(), new Cancellation());
        try (scan) {
            Morsel morsel = scan.nextMorsel();
            assertThat(morsel).isNotNull();
            try (Morsel taken = morsel;
                    var batch = taken.nextBatch()) {
                assertThat(batch).isNotNull();
                assertThat(batch.rowCount()).isBetween(1, ColumnStore.BLOCK_ROWS);
            }
        }
        assertThat(store.bytes()).isZero();
        assertThat(store.residency(tables.table("csv_full"))).allMatch(column -> column.state() == State.ABSENT);
        assertThat(cast(tables.stored("csv_full", columns))).isEqualTo(cast(tables.plain("csv_full", columns)));
    }

    @Test
    void anotherVersionHasOtherColumns() throws IOException {
        Path file = folder.resolve("changing.csv");
        Files.writeString(file, "a,b\n1,x\n2,y\n");
        StoredTables.settle();
        assertThat(tables.stored("changing", List.of(0))).hasSize(2);
        assertThat(store.bytes()).isPositive();
        Files.writeString(file, "3,z\n", StandardOpenOption.APPEND);
        StoredTables.settle();
        assertThat(tables.stored("changing", List.of(0))).hasSize(3);
        Path other = folder.resolve("other.tmp");
        Files.writeString(other, "a,b\n7,x\n");
        Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(tables.stored("changing", List.of(0))).hasSize(1);
        StoredTables.settle();
        assertThat(tables.stored("changing", List.of(0))).hasSize(1);
        assertThat(store.residency(tables.table("changing")).get(0).rows()).isEqualTo(1);
        Files.delete(file);
    }

    private static List<List<Object>> cast(List<? extends List<?>> rows) {
        return rows.stream()
                .<List<Object>>map(row -> new java.util.ArrayList<>(row))
                .toList();
    }
}
