package io.gpuquery.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.format.csv.CsvReader;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real reader's scan made exact, over a file that is mapped. */
class ExactScanTest {
    private static final int ROWS = 60_000;

    @TempDir
    private Path folder;

    private Map<LiveResources.Kind, Long> before = Map.of();

    @BeforeEach
    void count() {
        FilePool.shared().evictIdle();
        before = LiveResources.snapshot();
    }

    @AfterEach
    void nothingIsLeft() {
        FilePool.shared().evictIdle();
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    private Path write(String name) throws IOException {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(row).append(",name ").append(row).append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private static ExactScan start(Path file, List<Integer> columns, ScanPredicate... predicates) {
        CsvReader reader = new CsvReader();
        Cancellation cancellation = new Cancellation();
        FileContents contents = FilePool.shared().open(file);
        FileDescription description = reader.describe(contents, ReadOptions.DEFAULT, cancellation);
        return ExactScan.start(
                reader,
                new ScanRequest(
                        contents, description, columns, List.of(predicates), ReadOptions.DEFAULT, 1000, cancellation));
    }

    private static int drain(Morsel morsel) {
        int rows = 0;
        for (ColumnBatch batch = morsel.nextBatch(); batch != null; batch = morsel.nextBatch()) {
            rows += batch.selectedCount();
            batch.close();
        }
        return rows;
    }

    @Test
    void aMorselThatIsOutOutlivesItsScan() throws IOException {
        ExactScan scan = start(write("t.csv"), List.of(0));
        Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
        scan.close();
        assertThat(scan.nextMorsel()).isNull();
        try (morsel) {
            assertThat(drain(morsel)).isEqualTo(ROWS);
        }
    }

    @Test
    void aPredicateOnAColumnThatIsNotWantedSelectsRows() throws IOException {
        ScanPredicate.Comparison predicate =
                new ScanPredicate.Comparison(0, ScanPredicate.Operator.EQ, new Literal.OfLong(ROWS - 1));
        try (ExactScan scan = start(write("t.csv"), List.of(1), predicate);
                Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
                ColumnBatch batch = Objects.requireNonNull(morsel.nextBatch())) {
            assertThat(batch.selectedCount()).isEqualTo(1);
            assertThat(batch.columns()).hasSize(1);
            int row = Objects.requireNonNull(batch.selection()).row(0);
            assertThat(((ViewColumn) batch.column(0)).getString(row)).isEqualTo("name " + (ROWS - 1));
            assertThat(morsel.nextBatch()).isNull();
        }
    }

    @Test
    void aFileThatWasRewrittenInPlaceSaysSoAndNotThatItsTextIsWrong() throws IOException, InterruptedException {
        Path file = write("t.csv");
        try (ExactScan scan = start(file, List.of(0, 1));
                Morsel morsel = Objects.requireNonNull(scan.nextMorsel())) {
            Objects.requireNonNull(morsel.nextBatch()).close();
            // The kernel's clock ticks every few milliseconds; without a tick the times are equal.
            Thread.sleep(30);
            byte[] nonsense = new byte[Math.toIntExact(Files.size(file))];
            java.util.Arrays.fill(nonsense, (byte) '"');
            Files.write(file, nonsense, StandardOpenOption.WRITE);
            assertThatThrownBy(() -> drain(morsel))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("rewritten")
                    .hasMessageContaining("t.csv");
        }
    }
}
