package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.testing.CommaReader;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand files: what is not asked for is not read. */
@Timeout(120)
class ManySmallFilesTest {
    private static final int FILES = 10_000;
    private static final Duration MOST_TO_LIST = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 5;

    @TempDir
    private Path root;

    private final CommaReader reader = new CommaReader(10);
    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void count() {
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private Catalog open() {
        return Catalog.open(root, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of(reader));
    }

    private void write(int files, String pattern) throws IOException {
        for (int i = 0; i < files; i++) {
            Path file = root.resolve(String.format(pattern, i % 50, i));
            if (i < 50) {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
            }
            Files.writeString(file, "id,name\n" + i + ",a\n");
        }
    }

    @Test
    void openingAndListingReadsNoContentAndOneTableReadsOneFile() throws IOException {
        write(FILES, "d%d/t%d.csv");
        // The machine may be busy with something else: the best of a few counts.
        Duration best = IntStream.range(0, ATTEMPTS)
                .mapToObj(attempt -> {
                    long startNanos = System.nanoTime();
                    assertThat(open().snapshot().tables()).hasSize(FILES);
                    return Duration.ofNanos(System.nanoTime() - startNanos);
                })
                .min(Duration::compareTo)
                .orElseThrow();
        assertThat(best).isLessThan(MOST_TO_LIST);
        Catalog catalog = open();
        assertThat(reader.descriptions).hasValue(0);
        CatalogTable table = catalog.snapshot().get("t77");
        assertThat(readRows(table)).isEqualTo(1);
        assertThat(reader.descriptions).hasValue(1);
    }

    @Test
    void manyPartsAreOneTable() throws IOException {
        write(2_000, "lake/k=%d/part-%d.csv");
        CatalogTable table = open().snapshot().get("lake");
        assertThat(reader.descriptions).hasValue(0);
        assertThat(table.files()).hasSize(2_000);
        assertThat(table.describe().statistics().rowCount()).isEqualTo(2_000);
        assertThat(readRows(table)).isEqualTo(2_000);
    }

    private static int readRows(CatalogTable table) {
        int rows = 0;
        try (Scan scan = table.scan(table.describe().schema(), List.of(0), List.of(), 100, new Cancellation())) {
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel open = morsel) {
                    for (var batch = open.nextBatch(); batch != null; batch = open.nextBatch()) {
                        rows += batch.selectedCount();
                        batch.close();
                    }
                }
            }
        }
        return rows;
    }
}
