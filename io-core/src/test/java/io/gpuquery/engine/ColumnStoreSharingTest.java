package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.engine.MemoryBudget.Reservation;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several statements, little memory, files that change: columns are decoded once, nothing stale is read, nothing leaks. */
@Timeout(120)
class ColumnStoreSharingTest {
    private static final int ROWS = 60_000;

    @TempDir
    private static Path folder;

    private final LeakCheck leaks = LeakCheck.start();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private MemoryBudget budget = new MemoryBudget(1L << 30);
    private StoredTables tables = open(CatalogOptions.DEFAULT, 1L << 30);

    @BeforeAll
    static void write() throws SQLException {
        String rows = "SELECT i AS id, i % 100 AS n, 'kind ' || i % 9 AS k, 'a text for row ' || i AS s FROM range("
                + ROWS + ") AS r(i)";
        StoredTables.write(
                folder,
                "COPY (" + rows + ") TO 'FOLDER/groups.parquet' (ROW_GROUP_SIZE 8192)",
                "COPY (" + rows + ") TO 'FOLDER/plain.parquet' (COMPRESSION uncompressed)",
                "COPY (" + rows + ") TO 'FOLDER/text.csv'",
                "COPY (" + rows + ") TO 'FOLDER/lines.ndjson'");
    }

    private StoredTables open(CatalogOptions options, long budgetBytes) {
        budget = new MemoryBudget(budgetBytes);
        return new StoredTables(folder, options, new ColumnStore(budget));
    }

    private void reopen(CatalogOptions options, long budgetBytes) {
        tables.store.clear();
        tables.close();
        tables = open(options, budgetBytes);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        tables.store.clear();
        assertThat(budget.reservedBytes()).isZero();
        tables.close();
        leaks.verify();
    }

    private Map<String, Integer> hashes(List<String> names) {
        return names.stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> tables.plain(name, List.of(0, 1, 2, 3)).hashCode()));
    }

    @Test
    void littleMemoryOnlyMakesThingsSlower() throws Exception {
        List<String> names = List.of("groups", "plain", "text", "lines");
        Map<String, Integer> expected = hashes(names);
        // Some columns fit, others do not, and not all at a time.
        reopen(CatalogOptions.DEFAULT, 700_000);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(thread);
            running.add(threads.submit(() -> {
                for (int i = 0; i < 12; i++) {
                    String name = names.get(random.nextInt(names.size()));
                    int column = random.nextInt(4);
                    switch (random.nextInt(3)) {
                        case 0 ->
                            assertThat(tables.stored(name, List.of(0, 1, 2, 3)).hashCode())
                                    .isEqualTo(expected.get(name));
                        case 1 ->
                            assertThat(tables.stored(name, List.of(column))).hasSize(ROWS);
                        default ->
                            assertThat(tables.stored(
                                            name,
                                            List.of(column),
                                            new ScanPredicate.Comparison(0, Operator.LT, new Literal.OfLong(1000))))
                                    .hasSize(1000);
                    }
                    assertThat(budget.reservedBytes()).isLessThanOrEqualTo(budget.limitBytes());
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    @Test
    void columnsOfTextThatAreNeededByManyAreDecodedOnce() throws Exception {
        assertThat(decodedByFour("text", List.of(0, 2))).isEqualTo(decoded("text", List.of(0, 2)));
        assertThat(decodedByFour("lines", List.of(0, 2))).isEqualTo(decoded("lines", List.of(0, 2)));
    }

    @Test
    void columnsOfRowGroupsThatAreNeededByManyAreDecodedOnce() throws Exception {
        assertThat(decodedByFour("groups", List.of(0, 2))).isEqualTo(decoded("groups", List.of(0, 2)));
    }

    private long decoded(String name, List<Integer> columns) {
        tables.store.clear();
        Scan scan = tables.open(name, columns, List.of(), new Cancellation());
        StoredTables.rows(scan);
        assertThat(scan.counters().bytesDecoded.sum()).isPositive();
        return scan.counters().bytesDecoded.sum();
    }

    private long decodedByFour(String name, List<Integer> columns) throws Exception {
        tables.store.clear();
        // All are open before anybody reads.
        List<Scan> scans = IntStream.range(0, 4)
                .mapToObj(i -> tables.open(name, columns, List.of(), new Cancellation()))
                .toList();
        List<Future<List<List<Object>>>> results = new ArrayList<>();
        for (Scan scan : scans) {
            results.add(threads.submit(() -> List.copyOf(StoredTables.rows(scan).stream()
                    .<List<Object>>map(row -> new ArrayList<>(row))
                    .toList())));
        }
        for (Future<List<List<Object>>> result : results) {
            assertThat(result.get()).hasSize(ROWS).isEqualTo(results.get(0).get());
        }
        return scans.stream()
                .mapToLong(scan -> scan.counters().bytesDecoded.sum())
                .sum();
    }

    @Test
    void whoIsCancelledLeavesTheOthersTheWork() throws Exception {
        Cancellation cancelled = new Cancellation();
        Scan first = tables.open("text", List.of(0, 1, 2, 3), List.of(), cancelled);
        Scan second = tables.open("text", List.of(0, 1, 2, 3), List.of(), new Cancellation());
        try (first) {
            Morsel morsel = first.nextMorsel();
            assertThat(morsel).isNotNull();
            try (Morsel taken = morsel;
                    var batch = taken.nextBatch()) {
                assertThat(batch).isNotNull();
                cancelled.cancel();
                assertThatThrownBy(taken::nextBatch).isInstanceOf(CancellationException.class);
            }
        }
        assertThat(StoredTables.rows(second)).hasSize(ROWS);
        assertThat(tables.store.bytes()).isPositive();
    }

    @Test
    void whatAllHaveCancelledLeavesNothingBehind() throws Exception {
        List<Cancellation> wishes = List.of(new Cancellation(), new Cancellation(), new Cancellation());
        List<Future<?>> running = new ArrayList<>();
        for (Cancellation wish : wishes) {
            Scan scan = tables.open("text", List.of(0, 1, 2, 3), List.of(), wish);
            running.add(threads.submit(() -> {
                while (true) {
                    // Until somebody cancels.
                    try (scan) {
                        StoredTables.rows(scan);
                    }
                    wish.check();
                }
            }));
        }
        wishes.forEach(Cancellation::cancel);
        for (Future<?> each : running) {
            assertThatThrownBy(each::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
        }
        if (tables.store.statistics(tables.table("text")).exact()) {
            // It was read to its end before anybody looked.
            return;
        }
        assertThat(tables.store.bytes()).isZero();
        assertThat(tables.stored("text", List.of(0))).hasSize(ROWS);
    }

    @Test
    void aFailureIsEverybodysAndLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("broken.csv");
        String good = IntStream.range(0, 30_000).mapToObj(i -> i + ",x\n").collect(Collectors.joining());
        Files.writeString(file, "id,s\n" + good + "no number,y\n" + good);
        StoredTables.settle();
        List<Scan> scans = List.of(
                tables.open("broken", List.of(0), List.of(), new Cancellation()),
                tables.open("broken", List.of(0), List.of(), new Cancellation()));
        for (Scan scan : scans) {
            assertThatThrownBy(() -> StoredTables.rows(scan))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("no number")
                    .hasMessageContaining("30002");
        }
        assertThat(tables.store.bytes()).isZero();
        // Who opens it from now on knows that the column is one of texts.
        assertThat(tables.stored("broken", List.of(0))).hasSize(60_001);
        // The other column is not broken.
        assertThat(tables.stored("broken", List.of(1))).hasSize(60_001);
        Files.delete(file);
    }

    @Test
    void warningsComeWithEveryStatement() throws IOException {
        Path file = folder.resolve("warned.csv");
        String good =
                IntStream.range(0, 100).mapToObj(i -> i + "," + i + ",x\n").collect(Collectors.joining());
        Files.writeString(file, "a,b,c\n" + good + "bad,1,x\n" + good + "2,bad,x\n3,bad,x\n4\n");
        StoredTables.settle();
        for (ErrorPolicy policy : List.of(ErrorPolicy.NULL, ErrorPolicy.SKIP)) {
            reopen(optionsWith(policy), 1L << 30);
            for (List<Integer> columns :
                    List.of(List.of(0), List.of(1), List.of(0, 1), List.of(2), List.<Integer>of())) {
                String plain = warnings(columns, false);
                assertThat(warnings(columns, true))
                        .as("cold, %s %s", policy, columns)
                        .isEqualTo(plain);
                assertThat(warnings(columns, true))
                        .as("warm, %s %s", policy, columns)
                        .isEqualTo(plain);
            }
        }
        Files.delete(file);
    }

    private static CatalogOptions optionsWith(ErrorPolicy policy) {
        return StoredTables.options(policy);
    }

    private String warnings(List<Integer> columns, boolean stored) {
        Scan scan = tables.open("warned", columns, List.of(), new Cancellation(), stored, true);
        int rows = StoredTables.rows(scan).size();
        ScanCounters counters = scan.counters();
        return rows + " rows, skipped " + counters.rowsSkipped + ", padded " + counters.rowsPadded + ", nulled "
                + counters.fieldsNulled + ", ignored " + counters.fieldsIgnored;
    }

    @Test
    void aFileThatIsCutUnderItsColumnsInPlaceIsAnError() throws Exception {
        Path file = folder.resolve("cut.parquet");
        Files.copy(folder.resolve("plain.parquet"), file);
        StoredTables.settle();
        List<List<Object>> rows = new ArrayList<>();
        tables.stored("cut", List.of(0, 1, 2)).forEach(row -> rows.add(new ArrayList<>(row)));
        Scan open = tables.open("cut", List.of(0, 1, 2), List.of(), new Cancellation());
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(1000);
        }
        assertThatThrownBy(() -> StoredTables.rows(open))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("shrank");
        assertThatThrownBy(() -> tables.stored("cut", List.of(0))).isInstanceOf(DataException.class);
        Files.delete(file);
    }

    @Test
    void whileFilesAreReplacedEveryAnswerIsOfOneVersion() throws Exception {
        Path file = folder.resolve("replaced.csv");
        Files.writeString(file, version(0));
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();
        Future<?> writer = threads.submit(() -> {
            for (int version = 1; version < 12; version++) {
                Path next = folder.resolve("replaced.tmp");
                Files.writeString(next, version(version));
                Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
                Thread.sleep(120);
            }
            return null;
        });
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(threads.submit(() -> {
                while (!writer.isDone()) {
                    List<List<Object>> rows = new ArrayList<>();
                    tables.stored("replaced", List.of(0, 1)).forEach(row -> rows.add(new ArrayList<>(row)));
                    assertThat(rows.stream().distinct()).hasSize(1);
                    int version = Integer.parseInt(rows.get(0).get(0).toString());
                    assertThat(rows).hasSize(3000 + version);
                    seen.merge(version, 1, Integer::sum);
                }
            }));
        }
        writer.get();
        for (Future<?> reader : readers) {
            reader.get();
        }
        assertThat(seen.size()).isGreaterThan(2);
        assertThat(tables.stored("replaced", List.of(0))).hasSize(3011);
        StoredTables.settle();
        assertThat(tables.stored("replaced", List.of(0))).hasSize(3011);
        Files.delete(file);
    }

    private static String version(int version) {
        return "a,b\n" + (version + "," + version + "\n").repeat(3000 + version);
    }

    @Test
    void columnsThatNobodyReadsMakeRoomForOperators() {
        assertThat(tables.stored("groups", List.of(0, 1, 2))).hasSize(ROWS);
        long kept = tables.store.bytes();
        assertThat(kept).isPositive().isEqualTo(budget.reservedBytes());
        try (Reservation sorting = budget.reserve(budget.limitBytes() - 1000, "sorting")) {
            assertThat(sorting.bytes()).isPositive();
            assertThat(tables.store.bytes()).isZero();
            // And what they use is not to be had.
            assertThat(tables.stored("groups", List.of(0, 1, 2))).hasSize(ROWS);
            assertThat(tables.store.bytes()).isZero();
        }
        Scan scan = tables.open("groups", List.of(0, 1, 2), List.of(), new Cancellation());
        assertThat(StoredTables.rows(scan)).hasSize(ROWS);
        assertThat(tables.store.bytes()).as("%s", scan.counters()).isEqualTo(kept);
    }

    @Test
    void theStoreIsEmptiedUnderReaders() {
        Scan scan = tables.open("groups", List.of(0, 2), List.of(), new Cancellation());
        try (scan) {
            Morsel morsel = scan.nextMorsel();
            assertThat(morsel).isNotNull();
            try (Morsel taken = morsel;
                    var batch = taken.nextBatch()) {
                assertThat(batch).isNotNull();
                tables.store.clear();
                assertThat(batch.column(0).rowCount()).isPositive();
            }
            assertThat(StoredTables.rows(scan)).isNotEmpty();
        }
        assertThat(budget.reservedBytes()).isZero();
    }
}
