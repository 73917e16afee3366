package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.testing.CommaReader;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Describing and scanning one table, and what happens when its file changes at any moment. */
@Timeout(60)
class CatalogTableTest {
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
        assertThat(reader.openMorsels).hasValue(0);
    }

    private CatalogTable table(FilePool pool) {
        Catalog catalog = Catalog.open(root, CatalogOptions.DEFAULT, pool, FormatReaders.of(reader));
        return Objects.requireNonNull(catalog.find("t"));
    }

    private CatalogTable table() {
        return table(FilePool.shared());
    }

    private Path write(String content) throws IOException {
        return Files.writeString(root.resolve("t.csv"), content);
    }

    /** Old enough for its time stamp to tell it from everything that comes. */
    private static void settle() throws InterruptedException {
        Thread.sleep(120);
    }

    private static String rows(int count) {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < count; i++) {
            text.append(i).append(",name ").append(i).append('\n');
        }
        return text.toString();
    }

    private static Scan scan(CatalogTable table, TableSchema planned, List<ScanPredicate> predicates) {
        return table.scan(planned, List.of(1, 0), predicates, 4, new Cancellation());
    }

    private static List<String> drain(Scan scan) {
        List<String> rows = new ArrayList<>();
        for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
            try (Morsel open = morsel) {
                drain(open, rows);
            }
        }
        return rows;
    }

    private static void drain(Morsel morsel, List<String> rows) {
        for (ColumnBatch batch = morsel.nextBatch(); batch != null; batch = morsel.nextBatch()) {
            try (ColumnBatch open = batch) {
                Selection selection = open.selection();
                for (int i = 0; i < open.selectedCount(); i++) {
                    int row = selection == null ? i : selection.row(i);
                    rows.add(text(open, 0, row) + "|" + text(open, 1, row));
                }
            }
        }
    }

    private static String text(ColumnBatch batch, int column, int row) {
        return new String(((ViewColumn) batch.column(column)).getBytes(row), StandardCharsets.UTF_8);
    }

    @Test
    void aTableIsScannedInTheOrderOfColumnsAskedForAndWithItsPredicates() throws IOException {
        write(rows(25));
        CatalogTable table = table();
        FileDescription description = table.describe();
        assertThat(table.statistics().rowCount()).isEqualTo(25);
        try (Scan scan = scan(table, description.schema(), List.of())) {
            assertThat(scan.schema().columns()).extracting("name").containsExactly("name", "id");
            assertThat(drain(scan)).hasSize(25).startsWith("name 0|0").endsWith("name 24|24");
        }
        ScanPredicate seven = new ScanPredicate.Comparison(
                0, ScanPredicate.Operator.EQ, new Literal.OfBytes("7".getBytes(StandardCharsets.UTF_8)));
        try (Scan scan = scan(table, description.schema(), List.of(seven))) {
            assertThat(drain(scan)).containsExactly("name 7|7");
        }
    }

    @Test
    void aFileIsDescribedOnceForEachVersion() throws IOException, InterruptedException {
        write(rows(3));
        settle();
        CatalogTable table = table();
        FileDescription first = table.describe();
        assertThat(table.describe()).isSameAs(first);
        drainAll(table, first.schema());
        assertThat(reader.descriptions).hasValue(1);
        write("other\nx\n");
        assertThat(table.describe().schema().columns()).extracting("name").containsExactly("other");
        assertThat(reader.descriptions).hasValue(2);
    }

    private static void drainAll(CatalogTable table, TableSchema planned) {
        try (Scan scan = scan(table, planned, List.of())) {
            drain(scan);
        }
    }

    @Test
    void aFileWrittenThisMomentIsNotTrustedToStayAsItIs() throws IOException {
        for (int i = 0; i < 50; i++) {
            // Of one size, and often within one tick of the clock that stamps files.
            write("c" + (char) ('a' + i % 26) + "\n1\n");
            String name = "c" + (char) ('a' + i % 26);
            assertThat(table().describe().schema().column(0).name()).isEqualTo(name);
        }
        CatalogTable table = table();
        for (int i = 0; i < 50; i++) {
            write("d" + (char) ('a' + i % 26) + "\n1\n");
            assertThat(table.describe().schema().column(0).name()).isEqualTo("d" + (char) ('a' + i % 26));
        }
    }

    @Test
    void manyThreadsDescribeOnce() throws Exception {
        write(rows(3));
        settle();
        CatalogTable table = table();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<FileDescription>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                results.add(threads.submit(() -> table.describe()));
            }
            for (Future<FileDescription> result : results) {
                assertThat(result.get()).isSameAs(table.describe());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(reader.descriptions).hasValue(1);
    }

    @Test
    void aBrokenFileKeepsItsErrorForThatVersionAndHidesNobody() throws IOException, InterruptedException {
        write("");
        Files.writeString(root.resolve("healthy.csv"), rows(1));
        settle();
        CatalogTable table = table();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(table::describe)
                    .isInstanceOf(DataException.class)
                    .hasMessage("There is no header (" + root.resolve("t.csv") + "). Add one.");
        }
        assertThat(reader.descriptions).hasValue(1);
        assertThat(table.format()).isNotNull();
        write(rows(1));
        assertThat(table.describe().schema().columnCount()).isEqualTo(2);
    }

    @Test
    void aFormatWithoutReaderIsAnErrorOfThatTable() throws IOException {
        Files.writeString(root.resolve("t.json"), "{}");
        assertThatThrownBy(() -> table().describe())
                .hasMessage("There is no reader for the format json (" + root.resolve("t.json")
                        + "). Name another format for this table.");
    }

    @Test
    void aCancelledDescriptionIsForgotten() throws IOException, InterruptedException {
        write(rows(1));
        settle();
        CatalogTable table = table();
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThatThrownBy(() -> table.describe(cancelled)).isInstanceOf(CancellationException.class);
        assertThat(table.describe().schema().columnCount()).isEqualTo(2);
    }

    @Test
    void aFileThatVanishedSaysSo() throws IOException {
        Path file = write(rows(1));
        CatalogTable table = table();
        TableSchema planned = table.describe().schema();
        Files.delete(file);
        assertThatThrownBy(() -> scan(table, planned, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("The file does not exist (" + file + ").");
        assertThatThrownBy(table::describe).isInstanceOf(DataException.class);
    }

    @Test
    void otherColumnsThanPlannedWithAreAnError() throws IOException {
        Path file = write(rows(3));
        CatalogTable table = table();
        TableSchema planned = table.describe().schema();
        for (String content : List.of("id\n1\n", "id,title\n1,2\n", "id,name,more\n1,2,3\n", "name,id\n1,2\n")) {
            write(content);
            assertThatThrownBy(() -> scan(table, planned, List.of()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The columns of the file changed while the statement was prepared (" + file
                            + "). Run the statement again.");
            // Somebody else may have looked at the new version already.
            table.describe();
            assertThatThrownBy(() -> scan(table, planned, List.of())).isInstanceOf(DataException.class);
        }
        write(rows(7));
        try (Scan scan = scan(table, planned, List.of())) {
            assertThat(drain(scan)).hasSize(7);
        }
    }

    /** Copied and mapped. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 0})
    void whatIsAppendedDuringAScanIsNotSeen(int smallFileBytes) throws IOException {
        Path file = write(rows(25));
        try (FilePool pool = pool(smallFileBytes)) {
            CatalogTable table = table(pool);
            TableSchema planned = table.describe().schema();
            try (Scan scan = scan(table, planned, List.of())) {
                Files.writeString(file, "25,late\n", StandardOpenOption.APPEND);
                assertThat(drain(scan)).hasSize(25);
            }
            try (Scan scan = scan(table, planned, List.of())) {
                assertThat(drain(scan)).hasSize(26);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 0})
    void aFileRenamedOverAnotherIsSeenByTheNextScanOnly(int smallFileBytes) throws IOException {
        Path file = write(rows(25));
        Path replacement = Files.writeString(root.resolve(".new"), rows(5));
        try (FilePool pool = pool(smallFileBytes)) {
            CatalogTable table = table(pool);
            TableSchema planned = table.describe().schema();
            try (Scan scan = scan(table, planned, List.of())) {
                Files.move(replacement, file, StandardCopyOption.ATOMIC_MOVE);
                assertThat(drain(scan)).hasSize(25);
            }
            try (Scan scan = scan(table, planned, List.of())) {
                assertThat(drain(scan)).hasSize(5);
            }
        }
    }

    @Test
    void aMappedFileThatIsTruncatedDuringAScanIsAnErrorAndTheNextScanIsRight() throws IOException {
        Path file = write(rows(2000));
        try (FilePool pool = pool(0)) {
            CatalogTable table = table(pool);
            TableSchema planned = table.describe().schema();
            try (Scan scan = scan(table, planned, List.of())) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(100);
                }
                assertThatThrownBy(() -> drainRest(scan))
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining(file.toString());
            }
            write(rows(7));
            try (Scan scan = scan(table, planned, List.of())) {
                assertThat(drain(scan)).hasSize(7);
            }
        }
    }

    private static void drainRest(Scan scan) {
        Morsel morsel = Objects.requireNonNull(scan.nextMorsel());
        try (morsel) {
            drain(morsel, new ArrayList<>());
        }
    }

    @Test
    void aColumnThatDoesNotExistIsMisuseAndLeavesNothingOpen() throws IOException {
        write(rows(1));
        CatalogTable table = table();
        TableSchema planned = table.describe().schema();
        assertThatThrownBy(() ->
                        table.scan(planned, List.of(2), List.of(), ScanRequest.DEFAULT_BATCH_ROWS, new Cancellation()))
                .isInstanceOf(IndexOutOfBoundsException.class);
        ScanPredicate wrong = new ScanPredicate.NullTest(9, false);
        assertThatThrownBy(() -> scan(table, planned, List.of(wrong))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static FilePool pool(int smallFileBytes) {
        return new FilePool(FilePoolOptions.defaults().withSmallFileBytes(smallFileBytes));
    }

    @Test
    void aTableTellsItsFiles() throws IOException {
        Path file = write(rows(1));
        assertThat(table().files()).containsExactly(file);
        assertThat(table()).hasToString("t (t.csv)");
    }
}
