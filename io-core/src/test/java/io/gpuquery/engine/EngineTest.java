package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.catalog.Catalog;
import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.FormatReaders;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.testing.CommaReader;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineTest {
    @TempDir
    private Path temporary;

    private Path root = Path.of("");
    private final CommaReader reader = new CommaReader(10);
    private final FormatReaders readers = FormatReaders.of(reader);
    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void makeRoot() throws IOException {
        Engine.dropIdle();
        leaks = LeakCheck.start();
        root = Files.createDirectory(temporary.resolve("files"));
        StringBuilder text = new StringBuilder("id\n");
        for (int i = 0; i < 1000; i++) {
            text.append(i).append('\n');
        }
        Files.writeString(root.resolve("t.csv"), text);
    }

    @AfterEach
    void nothingIsLeft() {
        Engine.dropIdle();
        assertThat(Engine.count()).isZero();
        leaks.verify();
    }

    private EngineReference acquire(Path path, CatalogOptions options) {
        return Engine.acquire(path, EngineOptions.DEFAULT.withCatalog(options), readers);
    }

    private EngineReference acquire(Path path) {
        return acquire(path, CatalogOptions.DEFAULT);
    }

    private static int rows(EngineReference reference) {
        CatalogTable table = Objects.requireNonNull(reference.catalog().find("t"));
        int rows = 0;
        try (ParallelScan scan =
                reference.scan(table, table.describe().schema(), List.of(0), List.of(), 100, new Cancellation())) {
            for (ColumnBatch batch = scan.nextBatch(); batch != null; batch = scan.nextBatch()) {
                rows += batch.selectedCount();
                batch.close();
            }
        }
        return rows;
    }

    @Test
    void aDirectoryHasOneEngineByWhateverPathItIsNamed() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
        try (EngineReference one = acquire(root);
                EngineReference two = acquire(link);
                EngineReference three = acquire(root.resolve("../files/."))) {
            assertThat(Engine.count()).isOne();
            assertThat(two.catalog()).isSameAs(one.catalog());
            assertThat(three.catalog()).isSameAs(one.catalog());
            assertThat(rows(three)).isEqualTo(1000);
        }
    }

    @Test
    void optionsThatChangeMeaningHaveAnEngineOfTheirOwnAndThreadsDoNot() {
        try (EngineReference one = acquire(root);
                EngineReference other = acquire(root, CatalogOptions.DEFAULT.withMaxFiles(7));
                EngineReference same = Engine.acquire(root, EngineOptions.DEFAULT.withThreads(3), readers)) {
            assertThat(Engine.count()).isEqualTo(2);
            assertThat(other.catalog()).isNotSameAs(one.catalog());
            assertThat(same.catalog()).isSameAs(one.catalog());
            assertThat(same.threads()).isEqualTo(3);
            assertThat(one.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void aThousandReferencesOpenTheDirectoryOnce() {
        Set<Catalog> catalogs = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            try (EngineReference reference = acquire(root)) {
                catalogs.add(reference.catalog());
            }
        }
        assertThat(catalogs).hasSize(1);
        assertThat(Engine.count()).isOne();
        List<EngineReference> open = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            open.add(acquire(root));
        }
        assertThat(open.get(0).catalog()).isSameAs(catalogs.iterator().next());
        Engine.dropIdle();
        assertThat(Engine.count()).isOne();
        open.forEach(EngineReference::close);
    }

    @Test
    void aClosedReferenceGivesNoMoreAndMayBeClosedAgain() {
        EngineReference reference = acquire(root);
        EngineReference other = acquire(root);
        reference.close();
        reference.close();
        assertThatThrownBy(reference::catalog)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reference to the engine of " + root + " is closed");
        Engine.dropIdle();
        assertThat(Engine.count()).isOne();
        assertThat(rows(other)).isEqualTo(1000);
        other.close();
    }

    @Test
    void abandonedReferencesAreCollected() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            assertThat(acquire(root).catalog()).isNotNull();
        }
        for (int i = 0; i < 500 && Engine.count() > 0; i++) {
            System.gc();
            Thread.sleep(10);
            Engine.dropIdle();
        }
        assertThat(Engine.count()).isZero();
    }

    @Test
    void aDirectoryThatCannotBeOpenedLeavesNoEngine() throws IOException {
        Path missing = root.resolve("missing");
        assertThatThrownBy(() -> acquire(missing))
                .isInstanceOf(DataException.class)
                .hasMessage("There is no such file or directory (" + missing + "). The nearest that exists is " + root
                        + "; \"missing\" is not in it.");
        Path notes = Files.writeString(root.resolve("notes.txt"), "nothing");
        assertThatThrownBy(() -> acquire(notes)).hasMessageContaining("The file is of no known format");
        assertThatThrownBy(() -> acquire(root, CatalogOptions.DEFAULT.withMaxFiles(1)))
                .isInstanceOf(DataException.class);
        assertThat(Engine.count()).isZero();
    }

    @Test
    void referencesComeAndGoInManyThreadsWhileTheyAreUsed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> results = new ArrayList<>();
        try {
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                results.add(threads.submit(() -> {
                    assertThat(start.await(10, TimeUnit.SECONDS)).isTrue();
                    int wrong = 0;
                    for (int i = 0; i < 60; i++) {
                        CatalogOptions options = CatalogOptions.DEFAULT.withMaxFiles(100 + random.nextInt(2));
                        try (EngineReference reference = acquire(root, options)) {
                            wrong += rows(reference) == 1000 ? 0 : 1;
                        }
                        if (random.nextInt(4) == 0) {
                            Engine.dropIdle();
                        }
                    }
                    return wrong;
                }));
            }
            start.countDown();
            for (Future<Integer> result : results) {
                assertThat(result.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(reader.openMorsels).hasValue(0);
    }

    @Test
    void threadsEndSoonAfterTheyHaveNothingToDo() throws InterruptedException {
        try (EngineReference reference = Engine.acquire(root, EngineOptions.DEFAULT.withThreads(4), readers)) {
            assertThat(rows(reference)).isEqualTo(1000);
        }
        for (int i = 0; i < 100 && workers() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(workers()).isZero();
    }

    @Test
    @Tag("full")
    void idleEnginesAndTheirFilesGoByThemselves() throws InterruptedException {
        try (EngineReference reference = acquire(root)) {
            assertThat(rows(reference)).isEqualTo(1000);
        }
        assertThat(Engine.count()).isOne();
        for (int i = 0; i < 600 && (Engine.count() > 0 || threads("gpu-query-idle-engines") > 0); i++) {
            Thread.sleep(50);
        }
        assertThat(Engine.count()).isZero();
        assertThat(threads("gpu-query-idle-engines")).isZero();
        leaks.verify();
    }

    private static long workers() {
        return threads("gpu-query-worker-");
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
