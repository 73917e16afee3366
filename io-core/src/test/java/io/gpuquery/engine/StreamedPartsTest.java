package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import io.gpuquery.testing.LeakCheck;
import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few rows of a cold part that may match are read by themselves, and what is asked for again and again is kept. */
class StreamedPartsTest {
    private static final int ROWS = 40_000;
    private static final int PAGE_ROWS = 1_000;

    @TempDir
    private static Path folder;

    private final LeakCheck leaks = LeakCheck.start();
    private final ColumnStore store = new ColumnStore(new MemoryBudget(1L << 30));
    private final StoredTables tables = new StoredTables(folder, CatalogOptions.DEFAULT, store);

    /** Two row groups in the order of id. */
    @BeforeAll
    static void write() throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(
                "message m { required int64 id; required binary text (STRING); optional int32 rest; }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                        new LocalOutputFile(folder.resolve("sorted.parquet")))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withType(type)
                .withPageRowCountLimit(PAGE_ROWS)
                .withMinRowCountForPageSizeCheck(1)
                .withRowGroupRowCountLimit(ROWS / 2)
                .build()) {
            SimpleGroupFactory groups = new SimpleGroupFactory(type);
            for (int row = 0; row < ROWS; row++) {
                Group group = groups.newGroup();
                group.add("id", (long) row);
                group.add("text", "text of row " + row);
                if (row % 3 != 0) {
                    group.add("rest", row % 1000);
                }
                writer.write(group);
            }
        }
        StoredTables.settle();
    }

    @AfterEach
    void nothingIsLeft() {
        store.clear();
        tables.close();
        leaks.verify();
    }

    private static ScanPredicate[] between(long from, long to) {
        return new ScanPredicate[] {
            new ScanPredicate.Comparison(0, Operator.GE, new Literal.OfLong(from)),
            new ScanPredicate.Comparison(0, Operator.LT, new Literal.OfLong(to))
        };
    }

    /** A scan as operators have it, and what it did. */
    private ScanCounters scan(ScanPredicate... predicates) {
        try (Scan scan = tables.open("sorted", List.of(0, 1, 2), List.of(predicates), new Cancellation())) {
            long matches = StoredTables.rows(scan).stream()
                    .filter(row -> List.of(predicates).stream().allMatch(each -> matches(each, row.get(0))))
                    .count();
            assertThat(matches).isEqualTo(expected(predicates));
            return scan.counters();
        }
    }

    private static boolean matches(ScanPredicate predicate, Object id) {
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        int order = ((BigInteger) id).compareTo(BigInteger.valueOf(((Literal.OfLong) comparison.literal()).value()));
        return comparison.operator() == Operator.GE ? order >= 0 : order < 0;
    }

    private static long expected(ScanPredicate... predicates) {
        long count = 0;
        for (long id = 0; id < ROWS; id++) {
            BigInteger number = BigInteger.valueOf(id);
            count += List.of(predicates).stream().allMatch(each -> matches(each, number)) ? 1 : 0;
        }
        return count;
    }

    @Test
    void aPointIsReadFromItsPagesAndNothingIsKept() {
        ScanCounters counters = scan(between(25_500, 25_501));

        assertThat(counters.rowsRead.sum()).isLessThanOrEqualTo(PAGE_ROWS);
        assertThat(counters.pagesRead.sum()).isEqualTo(3);
        assertThat(counters.pagesSkipped.sum()).isEqualTo(3 * 5);
        assertThat(counters.rowGroupsPruned.sum()).isEqualTo(1);
        assertThat(counters.bytesOfIndexes.sum()).isPositive();
        assertThat(counters.bytesKept.sum()).isZero();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void whatIsMuchOfAPartIsKept() {
        assertThat(scan(between(21_000, 26_000)).bytesKept.sum()).isPositive();
        ScanCounters warm = scan(between(25_500, 25_501));

        assertThat(warm.pagesRead.sum()).isZero();
        assertThat(warm.columnsWarm.sum() + warm.columnsCold.sum()).isEqualTo(3);
    }

    /** Each point counts for a sixteenth of the part, though its page has but a twentieth of the rows. */
    @Test
    void whatIsAskedForAgainAndAgainIsKeptInTheEnd() {
        int streamed = 0;
        while (store.bytes() == 0) {
            scan(between(25_500, 25_501));
            streamed++;
        }
        assertThat(streamed).isEqualTo(16 + 1);
        assertThat(scan(between(25_500, 25_501)).pagesRead.sum()).isZero();
    }

    /** The predicate leaves out all but the first of three segments; the second time the others are read too. */
    @Test
    void aPartThatIsLeftHalfReadAgainAndAgainIsReadToItsEnd() {
        ScanPredicate[] predicates = between(100, 5_000);
        assertThat(scan(predicates).bytesKept.sum()).isPositive();
        long halfRead = store.bytes();
        ScanCounters second = scan(predicates);
        assertThat(second.pagesRead.sum()).isPositive();
        assertThat(store.bytes()).isGreaterThan(halfRead);
        ScanCounters third = scan(predicates);
        assertThat(third.pagesRead.sum()).isZero();
        assertThat(third.bytesKept.sum()).isZero();
    }

    @Test
    void theFirstRowsStayWhereNoOthersWereAskedFor() throws IOException {
        List<Integer> columns = List.of(0, 1, 2);
        for (int time = 0; time < 2; time++) {
            ScanCounters counters;
            try (Scan scan = tables.open("sorted", columns, List.of(), new Cancellation());
                    Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
                    ColumnBatch batch = Objects.requireNonNull(morsel.nextBatch())) {
                assertThat(batch.rowCount()).isPositive();
                counters = scan.counters();
            }
            assertThat(counters.pagesRead.sum() == 0).isEqualTo(time == 1);
        }
        assertThat(tables.stored("sorted", columns))
                .isEqualTo(tables.plain("sorted", columns))
                .hasSize(ROWS);
    }

    @Test
    void rowsAreThoseOfAScanWithoutAStore() {
        for (int from = 0; from < ROWS; from += 3_333) {
            ScanPredicate[] predicates = between(from, from + 700);
            assertThat(tables.stored("sorted", List.of(2, 0, 1), predicates))
                    .isEqualTo(tables.plain("sorted", List.of(2, 0, 1), predicates))
                    .hasSize(Math.min(700, ROWS - from));
        }
    }
}
