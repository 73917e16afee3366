package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A statement that is cancelled at any moment ends within a second, whichever reader is at work, and the next one is right. */
@Timeout(60)
class CancelTest {
    private static final long FIRST_ROWS = 60_000;
    private static final int STATEMENTS = 12;
    private static final long MOST_MILLIS = 1000;
    private static final String CANCELLED = "57014";

    @TempDir
    private Path folder;

    private final LeakCheck leaks = LeakCheck.start();

    @ParameterizedTest
    @EnumSource(
            value = TableKind.class,
            names = {"CSV", "NDJSON", "ARRAY_OF_JSON", "PARQUET_UNCOMPRESSED", "PARQUET_ZSTD"})
    void everyReaderStopsSoon(TableKind kind) throws IOException, SQLException, InterruptedException {
        Files.write(kind.file(folder), kind.bytes(FIRST_ROWS, 0));
        Random random = new Random(3);
        int cancelled = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < STATEMENTS; i++) {
                cancelled += isCancelled(statement, kind, random.nextInt(2, 60)) ? 1 : 0;
            }
            assertThat(cancelled).as("cancelled statements").isPositive();
            assertThat(kind.version(connection, FIRST_ROWS)).isZero();
        }
        leaks.verify();
    }

    /** Whether a statement ended before its end; fails if it gave wrong rows or ended late. */
    private static boolean isCancelled(Statement statement, TableKind kind, int rowsBefore)
            throws SQLException, InterruptedException {
        AtomicLong cancelNanos = new AtomicLong();
        Thread canceller = new Thread(() -> {
            try {
                cancelNanos.set(System.nanoTime());
                statement.cancel();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        long endNanos;
        boolean stopped = false;
        try (ResultSet rows = statement.executeQuery(kind.query())) {
            for (int i = 0; i < rowsBefore; i++) {
                assertThat(rows.next()).isTrue();
            }
            canceller.start();
            assertThat(TableKind.version(rows, rowsBefore, FIRST_ROWS)).isZero();
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo(CANCELLED);
            stopped = true;
        } finally {
            endNanos = System.nanoTime();
        }
        canceller.join();
        assertThat((endNanos - cancelNanos.get()) / 1_000_000).isLessThan(stopped ? MOST_MILLIS : Long.MAX_VALUE);
        return stopped;
    }
}
