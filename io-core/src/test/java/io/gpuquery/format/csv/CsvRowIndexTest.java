package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.RowIndex;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one scan finds out about where rows stand, the next one uses. */
class CsvRowIndexTest {
    private static final int BLOCK_ROWS = 100;
    private static final int ROWS = 5_000;
    private static final CsvReader READER = new CsvReader(20_000);

    @TempDir
    Path folder;

    private Path file;
    private final FilePool pool = new FilePool(FilePoolOptions.defaults());

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("n,t\n");
        for (int i = 0; i < ROWS; i++) {
            String word = "x".repeat(random.nextInt(30));
            text.append(i).append(',').append(random.nextInt(5) == 0 ? "\"" + word + "\n\"\"\"" : word);
            text.append(random.nextInt(4) == 0 ? "\n\n" : "\n");
        }
        file = folder.resolve("rows.csv");
        Files.writeString(file, text);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Scan scan(List<Integer> columns, RowIndex index) {
        FileDescription description;
        try (var contents = pool.open(file)) {
            description = READER.describe(contents, ReadOptions.DEFAULT, new Cancellation());
        }
        return SafeScan.start(
                READER,
                new ScanRequest(
                        pool.open(file),
                        description,
                        columns,
                        List.of(),
                        ReadOptions.DEFAULT,
                        BLOCK_ROWS,
                        new Cancellation()),
                index);
    }

    /** The first column of what is left of a morsel. */
    private static List<Long> numbers(Morsel morsel) {
        List<Long> numbers = new ArrayList<>();
        for (ColumnBatch next = morsel.nextBatch(); next != null; next = morsel.nextBatch()) {
            try (ColumnBatch batch = next) {
                FixedWidthColumn column = (FixedWidthColumn) batch.column(0);
                for (int row = 0; row < batch.rowCount(); row++) {
                    numbers.add(column.getLong(row));
                }
            }
        }
        return numbers;
    }

    private List<List<Long>> parts(RowIndex index) {
        List<List<Long>> parts = new ArrayList<>();
        try (Scan scan = scan(List.of(0), index)) {
            for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                try (Morsel morsel = next) {
                    parts.add(numbers(morsel));
                }
            }
        }
        return parts;
    }

    @Test
    void aSecondScanHasThePartsOfTheFirst() {
        RowIndex index = new RowIndex(BLOCK_ROWS);
        List<List<Long>> first = parts(index);
        assertThat(first).hasSizeGreaterThan(3);
        assertThat(first.stream().flatMap(List::stream))
                .containsExactlyElementsOf(LongStream.range(0, ROWS).boxed().toList());
        assertThat(index.partEnd(first.size() - 1)).isEqualTo(file.toFile().length());
        assertThat(index.partEnd(first.size())).isEqualTo(-1);
        assertThat(index.bytes()).isPositive();
        assertThat(parts(index)).isEqualTo(first);
    }

    @Test
    void aPartIsReadFromABlockOnThatSomebodyHasSeen() {
        RowIndex index = new RowIndex(BLOCK_ROWS);
        List<List<Long>> parts = parts(index);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            int part = random.nextInt(parts.size());
            int row = random.nextInt(parts.get(part).size() + 1);
            try (Scan scan = scan(List.of(0), index);
                    Morsel morsel = Objects.requireNonNull(scan.nextMorsel(ordinal -> ordinal == part))) {
                int left = (int) morsel.leaveOut(row);
                assertThat(left).isBetween(Math.max(0, row - BLOCK_ROWS), row);
                List<Long> rows = parts.get(part);
                assertThat(numbers(morsel)).isEqualTo(rows.subList(left, rows.size()));
                assertThat(scan.counters().bytesDecoded.sum()).isLessThanOrEqualTo(index.partEnd(part));
            }
        }
    }

    @Test
    void nothingIsLeftOutOfWhatNobodyHasRead() {
        RowIndex index = new RowIndex(BLOCK_ROWS);
        try (Scan scan = scan(List.of(0), index);
                Morsel morsel = Objects.requireNonNull(scan.nextMorsel(ordinal -> ordinal == 2))) {
            assertThat(morsel.leaveOut(500)).isZero();
            assertThat(numbers(morsel)).isNotEmpty();
        }
        assertThat(index.knownRow(1, 50)).isEqualTo(-1);
        assertThat(index.knownRow(2, 250)).isEqualTo(200);
        assertThat(index.knownRow(2, 1_000_000)).isPositive();
    }

    @Test
    void whatContradictsIsRefused() {
        RowIndex index = new RowIndex(BLOCK_ROWS);
        index.partEnds(0, 10);
        index.partEnds(0, 10);
        assertThatThrownBy(() -> index.partEnds(0, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index.partEnds(2, 30)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RowIndex(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstRowsTakeLittleReading() {
        try (Scan scan = scan(List.of(0), new RowIndex(BLOCK_ROWS));
                Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
                ColumnBatch batch = Objects.requireNonNull(morsel.nextBatch())) {
            assertThat(batch.rowCount()).isEqualTo(BLOCK_ROWS);
            assertThat(scan.counters().bytesDecoded.sum()).isLessThan(BLOCK_ROWS * 60L);
        }
    }
}
