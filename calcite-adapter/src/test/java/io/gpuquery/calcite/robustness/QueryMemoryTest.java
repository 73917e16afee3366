package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.engine.ColumnStore;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options {@code queryMemory}, {@code spillLimit}, {@code spillDirectory} and {@code admissionTimeout}, and what goes wrong with them. */
@Timeout(120)
class QueryMemoryTest {
    private static final int ROWS = 60_000;
    private static final String GROUPS =
            "select word, count(*) as n from t group by word order by word offset 29990 rows";

    @TempDir
    private static Path root;

    private final LeakCheck leaks = LeakCheck.start();

    /** What others in the process have. */
    private long reservedBytes;

    @BeforeAll
    static void write() throws IOException {
        Path data = Files.createDirectory(root.resolve("data"));
        try (Writer text = Files.newBufferedWriter(data.resolve("t.csv"))) {
            text.write("id,word\n");
            for (int i = 0; i < ROWS; i++) {
                text.write(i + ",word " + i % (ROWS / 2) + "\n");
            }
        }
        Files.writeString(data.resolve("u.csv"), "a\n1\n2\n");
        Files.createDirectory(root.resolve("spill"));
    }

    @BeforeEach
    void forget() {
        ColumnStore.ofProcess().clear();
        reservedBytes = MemoryBudget.ofProcess().reservedBytes();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        leaks.verify();
        assertThat(MemoryBudget.ofProcess().reservedBytes()).isLessThanOrEqualTo(reservedBytes);
        try (Stream<Path> left = Files.list(root.resolve("spill"))) {
            assertThat(left).isEmpty();
        }
    }

    private static Connection connect(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + root.resolve("data") + ";spillDirectory="
                + root.resolve("spill") + options);
    }

    private static long spilled(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            assertThat(Rows.of(results)).hasSize(10);
            return statement.unwrap(Receipt.class).bytesSpilled.sum();
        }
    }

    @Test
    void littleMemoryTakesTemporaryFilesAndTheReceiptSaysSo() throws SQLException {
        try (Connection connection = connect(";queryMemory=256k");
                Connection usual = connect("")) {
            assertThat(spilled(connection, GROUPS)).isGreaterThan(100_000);
            assertThat(spilled(usual, GROUPS)).isZero();
            assertThat(Rows.of(connection, "select max(bytes_spilled) from sys.queries where bytes_spilled > 0"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutTemporaryFilesItIsAnErrorThatNamesTheOptions() throws SQLException {
        try (Connection connection = connect(";queryMemory=256k;spillLimit=0")) {
            assertThatThrownBy(() -> Rows.of(connection, GROUPS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Not enough memory for ")
                    .hasMessageContaining(" of the 262144 of the statement are free")
                    .hasMessageContaining(
                            "Raise the option \"queryMemory\", or allow temporary files by \"spillLimit\".");
            assertThat(Rows.of(connection, "select count(*) from t")).containsExactly("" + ROWS);
        }
    }

    @Test
    void aFullDiskIsAnErrorOfThatStatementAlone() throws SQLException {
        try (Connection connection = connect(";queryMemory=256k;spillLimit=100k")) {
            for (String sql : List.of(
                    GROUPS,
                    "select id from t order by word, id",
                    "select id, row_number() over (partition by word order by id) from t",
                    "select id, sum(id) over (order by word, id) from t",
                    "select count(*) from t as a join t as b on a.word = b.word")) {
                assertThatThrownBy(() -> Rows.of(connection, sql))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("Temporary files have no more room")
                        .hasMessageContaining("\"spillLimit\"");
                assertThat(Rows.of(connection, "select count(*) from t")).containsExactly("" + ROWS);
            }
        }
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorOfStatementsThatNeedIt() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + root.resolve("data")
                + ";queryMemory=256k;spillDirectory=" + root.resolve("missing"))) {
            assertThatThrownBy(() -> Rows.of(connection, GROUPS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("A folder for temporary files cannot be made: the folder is not there")
                    .hasMessageContaining("\"spillDirectory\"");
            assertThat(Rows.of(connection, "select count(*) from t")).containsExactly("" + ROWS);
        }
    }

    /** All that the process may use, apart from a little. */
    private static List<MemoryBudget.Reservation> takeAll() {
        MemoryBudget budget = MemoryBudget.ofProcess();
        List<MemoryBudget.Reservation> taken = new ArrayList<>();
        for (long bytes = budget.limitBytes(); bytes > 1000; bytes /= 2) {
            for (MemoryBudget.@Nullable Reservation more = budget.tryReserveHeap(bytes);
                    more != null;
                    more = budget.tryReserveHeap(bytes)) {
                taken.add(more);
            }
        }
        return taken;
    }

    @Test
    void whoFindsNoMemoryWaitsAndThenFails() throws SQLException {
        List<MemoryBudget.Reservation> taken = takeAll();
        try (Connection connection = connect(";admissionTimeout=300ms")) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Rows.of(connection, GROUPS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The statement waited 300 ms for ")
                    .hasMessageContaining("\"admissionTimeout\"");
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(Rows.of(connection, "select id from t where id = 7")).containsExactly("7");
        } finally {
            taken.forEach(MemoryBudget.Reservation::close);
        }
    }

    @Test
    void whoWaitsGoesOnOnceThereIsMemory() throws SQLException {
        List<MemoryBudget.Reservation> taken = takeAll();
        CompletableFuture<Void> release = CompletableFuture.runAsync(
                () -> taken.forEach(MemoryBudget.Reservation::close),
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
        try (Connection connection = connect(";admissionTimeout=60s")) {
            assertThat(spilled(connection, GROUPS)).isZero();
        } finally {
            release.join();
        }
    }

    @Test
    void whoWaitsCanBeCancelledAndTimesOut() throws SQLException {
        List<MemoryBudget.Reservation> taken = new ArrayList<>();
        try (Connection connection = connect(";admissionTimeout=60s");
                Statement statement = connection.createStatement()) {
            // Planned once, so that what is cancelled is the wait.
            assertThat(spilled(connection, GROUPS)).isZero();
            taken.addAll(takeAll());
            CompletableFuture<Void> cancel = CompletableFuture.runAsync(
                    () -> {
                        try {
                            statement.cancel();
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    },
                    CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
            long start = System.nanoTime();
            assertThatThrownBy(() -> statement.executeQuery(GROUPS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cancelled");
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
            cancel.join();
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(GROUPS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("time-out of 1000 ms");
        } finally {
            taken.forEach(MemoryBudget.Reservation::close);
        }
    }

    @Test
    void columnsThatNobodyReadsMakeRoomForStatements() throws SQLException {
        try (Connection connection = connect(";queryMemory=64k")) {
            assertThat(Rows.of(connection, "select count(id), count(word) from t"))
                    .hasSize(1);
            long columnBytes = ColumnStore.ofProcess().bytes();
            assertThat(columnBytes).isPositive();
            MemoryBudget budget = MemoryBudget.ofProcess();
            // What is left is the columns' and no more.
            long free = budget.limitBytes() - budget.reservedBytes();
            try (MemoryBudget.@Nullable Reservation most = budget.tryReserve(free)) {
                assertThat(most).isNotNull();
                assertThat(Rows.of(connection, "select a, count(*) from u group by a"))
                        .hasSize(2);
                assertThat(ColumnStore.ofProcess().bytes()).isLessThan(columnBytes);
            }
        }
    }

    @Test
    void aStatementThatIsClosedWhileItWritesLeavesNothing() throws SQLException {
        for (int delay : new int[] {0, 20, 100, 400}) {
            Connection connection = connect(";queryMemory=128k");
            CompletableFuture<Void> close = CompletableFuture.runAsync(
                    () -> {
                        try {
                            connection.close();
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    },
                    CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS));
            try {
                Rows.of(
                        connection,
                        "select a.word, count(distinct b.id) from t as a join t as b on a.word = b.word"
                                + " group by a.word order by 2, 1");
            } catch (SQLException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            close.join();
        }
    }
}
