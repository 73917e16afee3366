package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.catalog.Catalog;
import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.FormatReaders;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Scan;
import io.gpuquery.testing.CommaReader;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ParallelScanTest {
    private static final int ROWS = 5_000;

    @TempDir
    private Path root;

    private LeakCheck leaks = LeakCheck.start();
    private final ExecutorService pool = Executors.newFixedThreadPool(6);

    @BeforeEach
    void writeTable() throws IOException {
        leaks = LeakCheck.start();
        StringBuilder text = new StringBuilder("id,square\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(',').append((long) i * i).append('\n');
        }
        Files.writeString(root.resolve("t.csv"), text);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        leaks.verify();
    }

    private ParallelScan scan(CommaReader reader, int threads, int batchesAhead, Executor executor, Cancellation own) {
        CatalogTable table = Objects.requireNonNull(
                Catalog.open(root, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of(reader))
                        .find("t"));
        Scan scan = table.scan(table.describe().schema(), List.of(0), List.of(), 7, own);
        return ParallelScan.start(scan, threads, batchesAhead, executor, own);
    }

    private ParallelScan scan(CommaReader reader, int threads) {
        return scan(reader, threads, 8, pool, new Cancellation());
    }

    private static List<Integer> ids(ColumnBatch batch) {
        List<Integer> ids = new ArrayList<>();
        try (batch) {
            for (int row = 0; row < batch.rowCount(); row++) {
                ids.add(Integer.valueOf(((ViewColumn) batch.column(0)).getString(row)));
            }
        }
        return ids;
    }

    private static List<Integer> drain(ParallelScan scan) {
        List<Integer> ids = new ArrayList<>();
        for (ColumnBatch batch = scan.nextBatch(); batch != null; batch = scan.nextBatch()) {
            ids.addAll(ids(batch));
        }
        return ids;
    }

    private static List<Integer> range(int to) {
        List<Integer> range = new ArrayList<>();
        for (int i = 0; i < to; i++) {
            range.add(i);
        }
        return range;
    }

    @ParameterizedTest
    @CsvSource({"1,1,10", "1,8,5000", "2,1,10", "2,8,100", "4,2,1", "4,16,33", "8,64,10", "3,8,9999"})
    void allRowsComeInOrder(int threads, int batchesAhead, int linesOfMorsel) {
        CommaReader reader = new CommaReader(linesOfMorsel);
        try (ParallelScan scan = scan(reader, threads, batchesAhead, pool, new Cancellation())) {
            assertThat(scan.schema().columns()).extracting("name").containsExactly("id");
            assertThat(drain(scan)).isEqualTo(range(ROWS));
            assertThat(scan.nextBatch()).isNull();
            assertThat(scan.counters().rowsRead.sum()).isEqualTo(ROWS);
        }
        assertThat(reader.openMorsels).hasValue(0);
    }

    @Test
    void severalThreadsWorkAtOnceAndNoMoreThanAllowed() {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<String> names = ConcurrentHashMap.newKeySet();
        CountDownLatch together = new CountDownLatch(3);
        CommaReader reader = new CommaReader(10, morsel -> {
            most.accumulateAndGet(working.incrementAndGet(), Math::max);
            names.add(Thread.currentThread().getName());
            together.countDown();
            await(together);
            working.decrementAndGet();
        });
        try (ParallelScan scan = scan(reader, 3)) {
            assertThat(drain(scan)).hasSize(ROWS);
        }
        assertThat(most).hasValue(3);
        assertThat(names)
                .hasSizeGreaterThanOrEqualTo(3)
                .contains(Thread.currentThread().getName());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSlowCallerBoundsWhatIsReadAhead() throws InterruptedException {
        AtomicInteger read = new AtomicInteger();
        CommaReader reader = new CommaReader(70, morsel -> read.incrementAndGet());
        try (ParallelScan scan = scan(reader, 4, 10, pool, new Cancellation())) {
            ids(Objects.requireNonNull(scan.nextBatch()));
            for (int settled = 0, last = -1; settled < 5; settled = read.get() == last ? settled + 1 : 0) {
                last = read.get();
                Thread.sleep(10);
            }
            assertThat(read.get()).isBetween(2, 12);
        }
    }

    @Test
    void scansThatWaitForEachOtherOnOneThreadBothEnd() {
        ExecutorService one = Executors.newFixedThreadPool(1);
        try (ParallelScan left = scan(new CommaReader(20), 4, 4, one, new Cancellation());
                ParallelScan right = scan(new CommaReader(50), 4, 4, one, new Cancellation())) {
            List<Integer> both = new ArrayList<>();
            ColumnBatch batch = left.nextBatch();
            while (batch != null) {
                both.addAll(ids(batch));
                ids(Objects.requireNonNull(right.nextBatch()));
                batch = left.nextBatch();
            }
            assertThat(both).isEqualTo(range(ROWS));
        } finally {
            one.shutdown();
        }
    }

    @Test
    void withoutAnyThreadToSpareTheCallerReadsAlone() {
        Executor busy = task -> {
            throw new RejectedExecutionException("no thread");
        };
        try (ParallelScan scan = scan(new CommaReader(10), 4, 8, busy, new Cancellation())) {
            assertThat(drain(scan)).isEqualTo(range(ROWS));
        }
        Executor never = task -> {};
        try (ParallelScan scan = scan(new CommaReader(10), 4, 8, never, new Cancellation())) {
            assertThat(drain(scan)).isEqualTo(range(ROWS));
        }
    }

    @Test
    void aFailureComesWhereItsRowsWouldHaveComeAndClosesTheScan() throws IOException {
        Files.writeString(
                root.resolve("t.csv"), Files.readString(root.resolve("t.csv")).replace("\n1234,", "\n1234,x,"));
        for (int threads : List.of(1, 2, 6)) {
            CommaReader reader = new CommaReader(10);
            try (ParallelScan scan = scan(reader, threads)) {
                List<Integer> seen = new ArrayList<>();
                assertThatThrownBy(() -> {
                            for (ColumnBatch batch = scan.nextBatch(); batch != null; batch = scan.nextBatch()) {
                                seen.addAll(ids(batch));
                            }
                        })
                        .isInstanceOf(DataException.class)
                        .hasMessage("A row has 3 fields instead of 2 (" + root.resolve("t.csv")
                                + ", line 1236). Correct the row.");
                // Batches have seven rows and morsels ten: the row is the fifth of its morsel.
                assertThat(seen).isEqualTo(range(1230));
                assertThat(reader.openMorsels).hasValue(0);
                assertThatThrownBy(scan::nextBatch).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void cancellingEndsTheScanAndReleasesEverything() {
        CommaReader reader = new CommaReader(10);
        Cancellation statement = new Cancellation();
        try (ParallelScan scan = scan(reader, 4, 8, pool, new Cancellation(statement::isCancelled))) {
            ids(Objects.requireNonNull(scan.nextBatch()));
            statement.cancel();
            assertThatThrownBy(scan::nextBatch)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("the statement was cancelled");
            assertThat(reader.openMorsels).hasValue(0);
        }
    }

    @Test
    void closingTwiceAndBeforeTheFirstBatchIsHarmless() {
        CommaReader reader = new CommaReader(10);
        ParallelScan scan = scan(reader, 4);
        scan.close();
        scan.close();
        assertThatThrownBy(scan::nextBatch)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scan is closed");
    }

    @Test
    void closedAtAnyMomentByAnyThreadNothingIsLeft() throws Exception {
        Random random = new Random(11);
        CommaReader reader = new CommaReader(10);
        ExecutorService closers = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 300; round++) {
                ParallelScan scan =
                        scan(reader, 1 + random.nextInt(5), 1 + random.nextInt(20), pool, new Cancellation());
                int batches = random.nextInt(60);
                Future<?> closed = null;
                try {
                    for (int i = 0; i < batches; i++) {
                        if (i == batches / 2) {
                            closed = closers.submit(scan::close);
                        }
                        ids(Objects.requireNonNull(scan.nextBatch()));
                    }
                } catch (IllegalStateException e) {
                    // A CancellationException is one too.
                    assertThat(closed).isNotNull();
                }
                scan.close();
                assertThat(reader.openMorsels).hasValue(0);
                if (closed != null) {
                    closed.get();
                }
            }
        } finally {
            closers.shutdown();
        }
    }

    @Test
    void manyScansAtOnceOnFewThreads() throws Exception {
        CommaReader reader = new CommaReader(50);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int stopAfter = i % 3 == 0 ? 100 : Integer.MAX_VALUE;
                counts.add(callers.submit(() -> {
                    int rows = 0;
                    try (ParallelScan scan = scan(reader, 3)) {
                        ColumnBatch batch = scan.nextBatch();
                        while (batch != null) {
                            rows += ids(batch).size();
                            batch = rows < stopAfter ? scan.nextBatch() : null;
                        }
                    }
                    return rows;
                }));
            }
            for (int i = 0; i < counts.size(); i++) {
                int rows = counts.get(i).get();
                assertThat(rows).isEqualTo(i % 3 == 0 ? 100 : ROWS);
            }
        } finally {
            callers.shutdown();
        }
        assertThat(reader.openMorsels).hasValue(0);
    }

    @Test
    void anAbandonedScanIsReleased() throws InterruptedException {
        CommaReader reader = new CommaReader(10);
        abandon(reader);
        for (int i = 0; i < 200 && reader.openMorsels.get() > 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(reader.openMorsels).hasValue(0);
    }

    private void abandon(CommaReader reader) {
        ParallelScan scan = scan(reader, 4);
        ids(Objects.requireNonNull(scan.nextBatch()));
        assertThat(reader.openMorsels.get()).isPositive();
    }
}
