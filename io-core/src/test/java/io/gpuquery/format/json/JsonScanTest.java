package io.gpuquery.format.json;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns, batches and parts of a scan, and what is left when it ends. */
class JsonScanTest {
    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private static String lines(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("{\"id\":")
                    .append(i)
                    .append(",\"name\":\"name ")
                    .append(i)
                    .append("\",\"x\":null}\n");
        }
        return text.toString();
    }

    private ExactScan start(Path file, int batchRows, Cancellation cancellation) {
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        return json.start(file, description, ReadOptions.DEFAULT, List.of(0, 1), List.of(), batchRows, cancellation);
    }

    @Test
    void onlyTheColumnsAskedForComeInTheOrderAskedFor() {
        Path file = json.write("{\"a\":1,\"b\":[1,{\"a\":9}],\"c\":\"x\"}\n{\"c\":\"y\",\"a\":2}");
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        Read read = json.scan(file, description, ReadOptions.DEFAULT, List.of(2, 0), List.of(), 10);
        assertThat(read.rows()).containsExactly(asList("x", 1L), asList("y", 2L));
        Read none = json.scan(file, description, ReadOptions.DEFAULT, List.of(), List.of(), 10);
        assertThat(none.rows()).containsExactly(List.of(), List.of());
        Path values = json.write("[1,[2],3]");
        assertThat(json.scan(
                                values,
                                json.describe(values, ReadOptions.DEFAULT),
                                ReadOptions.DEFAULT,
                                List.of(),
                                List.of(),
                                2)
                        .rows())
                .hasSize(3);
    }

    @Test
    void predicatesHold() {
        Path file = json.write(lines(100));
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        ScanPredicate large = new ScanPredicate.Comparison(0, ScanPredicate.Operator.GE, new Literal.OfLong(98));
        Read read = json.scan(file, description, ReadOptions.DEFAULT, List.of(1), List.of(large), 30);
        assertThat(read.rows()).containsExactly(List.of("name 98"), List.of("name 99"));
        assertThat(read.counters().rowsRead.sum()).isEqualTo(100);
        assertThat(read.counters().bytesDecoded.sum())
                .isBetween(file.toFile().length() - 1, file.toFile().length());
    }

    @Test
    void wideTablesHaveShortBatches() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("{\"k").append(i).append("\":").append(i).append("}\n");
        }
        Path file = json.write(text.toString());
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        List<Integer> columns = IntStream.range(0, 3000).boxed().toList();
        int rows = 0;
        try (ExactScan scan = json.start(
                        file, description, ReadOptions.DEFAULT, columns, List.of(), 1 << 20, new Cancellation());
                Morsel morsel = Objects.requireNonNull(scan.nextMorsel())) {
            @Nullable ColumnBatch next;
            while ((next = morsel.nextBatch()) != null) {
                try (ColumnBatch batch = next) {
                    assertThat((long) batch.rowCount() * 3000).isLessThan(JsonLimits.MAX_BATCH_FIELDS + 3000);
                    assertThat(batch.column(rows).isNull(0)).isFalse();
                    assertThat(batch.column(rows + 1).isNull(0)).isTrue();
                    rows += batch.rowCount();
                }
            }
        }
        assertThat(rows).isEqualTo(3000);
    }

    @Test
    void morselsAreReadByAnyThreadAtAnyTime() throws Exception {
        String text = lines(5000);
        List<List<@Nullable Object>> expected = json.read(text).rows();
        json.withLimits(new JsonLimits(1 << 30, 0, 0, 0, 2000, 1 << 20));
        Path file = json.write(text);
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        TreeMap<Long, List<List<@Nullable Object>>> rows = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ExactScan scan = json.start(
                file, description, ReadOptions.DEFAULT, List.of(0, 1, 2), List.of(), 16, new Cancellation())) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                done.add(threads.submit(() -> {
                    @Nullable Morsel next;
                    while ((next = scan.nextMorsel()) != null) {
                        try (Morsel morsel = next) {
                            List<List<@Nullable Object>> part = new ArrayList<>();
                            @Nullable ColumnBatch nextBatch;
                            while ((nextBatch = morsel.nextBatch()) != null) {
                                try (ColumnBatch batch = nextBatch) {
                                    part.addAll(JsonFixture.rows(batch));
                                }
                            }
                            synchronized (rows) {
                                rows.put(morsel.ordinal(), part);
                            }
                        }
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(rows).hasSizeGreaterThan(80);
        assertThat(rows.values().stream().flatMap(List::stream)).containsExactlyElementsOf(expected);
    }

    @Test
    void aScanThatIsGivenUpLeavesNothing() {
        Path file = json.write(lines(1000));
        long leases = LiveResources.count(LiveResources.Kind.LEASE);
        ExactScan scan = start(file, 10, new Cancellation());
        Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
        try (ColumnBatch batch = Objects.requireNonNull(morsel.nextBatch())) {
            assertThat(batch.rowCount()).isEqualTo(10);
            assertThat(LiveResources.count(LiveResources.Kind.LEASE)).isGreaterThan(leases);
            scan.close();
            assertThat(scan.nextMorsel()).isNull();
            scan.close();
            morsel.close();
            morsel.close();
            assertThat(JsonFixture.rows(batch)).startsWith(List.of(0L, "name 0"));
        }
        assertThat(LiveResources.count(LiveResources.Kind.LEASE)).isEqualTo(leases);
    }

    @Test
    void aMorselOutlivesItsScan() {
        Path file = json.write(lines(1000));
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        ScanRequest request = new ScanRequest(
                json.open(file), description, List.of(0), List.of(), ReadOptions.DEFAULT, 1 << 20, new Cancellation());
        Scan scan = new JsonReader().scan(request);
        Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
        scan.close();
        try (ColumnBatch batch = Objects.requireNonNull(morsel.nextBatch())) {
            assertThat(batch.rowCount()).isEqualTo(1000);
        }
        assertThat(morsel.nextBatch()).isNull();
        morsel.close();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(morsel::nextBatch);
    }

    @Test
    void cancellationEndsDescribingAndScanning() {
        json.withLimits(JsonFixture.SMALL);
        Path file = json.write(lines(1000));
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        try (FileContents contents = json.open(file)) {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> new JsonReader().describe(contents, ReadOptions.DEFAULT, cancelled));
        }
        Cancellation cancellation = new Cancellation();
        try (ExactScan scan = start(file, 3, cancellation);
                Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
                ColumnBatch batch = Objects.requireNonNull(morsel.nextBatch())) {
            assertThat(batch.rowCount()).isEqualTo(3);
            cancellation.cancel();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(morsel::nextBatch);
        }
    }

    @Test
    void cancellationEndsTheReadingOfOneEndlessRecord() {
        Path file = json.write("{\"a\":[" + "1,".repeat(200_000) + "1]}");
        int[] asked = {0};
        Cancellation cancellation = new Cancellation(() -> ++asked[0] > 5);
        try (FileContents contents = json.open(file)) {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> new JsonReader().describe(contents, ReadOptions.DEFAULT, cancellation));
        }
    }

    @Test
    void aScanThatCannotStartClosesItsFile() {
        Path file = json.write("{\"a\":1}");
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        FileContents contents = json.open(file);
        contents.close();
        long open = LiveResources.count(LiveResources.Kind.FILE_CONTENTS);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new JsonReader()
                        .scan(new ScanRequest(
                                contents,
                                description,
                                List.of(0),
                                List.of(),
                                ReadOptions.DEFAULT,
                                10,
                                new Cancellation())));
        assertThat(LiveResources.count(LiveResources.Kind.FILE_CONTENTS)).isEqualTo(open);
    }
}
