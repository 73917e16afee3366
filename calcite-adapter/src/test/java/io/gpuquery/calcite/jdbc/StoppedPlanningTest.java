package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import org.apache.calcite.runtime.Hook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements that take long to plan. */
class StoppedPlanningTest {
    /** Ten times what is promised. Of the thread's own time: the machine may be busy with something else. */
    private static final Duration PROMPTLY = Duration.ofSeconds(1);

    /** Planned for some hundred milliseconds. */
    private static final String LONG = intersections(300);

    private static String intersections(int count) {
        return String.join(" intersect ", Collections.nCopies(count, "select n from numbers where n > 1"));
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What happens when a statement is about to be planned. */
    private interface Event {
        void happen() throws Exception;
    }

    /** Executes a statement that takes long to plan; something happens once it is parsed and before the planner begins. */
    private static void executeAfter(Event event, Statement statement) throws SQLException {
        Hook.Closeable hook = Hook.CONVERTED.addThread((Object query) -> {
            try {
                event.happen();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            statement.executeQuery(LONG).close();
        } finally {
            hook.close();
        }
    }

    @TempDir
    private Path directory;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException, SQLException {
        Files.writeString(directory.resolve("numbers.csv"), "n\n1\n2\n");
        connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
        // Loading Calcite's classes takes longer than what is measured here, and nothing can stop it.
        Rows.of(connection, intersections(8));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        connection.close();
        Leftovers.awaitNone();
    }

    @Test
    void cancelEndsPlanning() throws Exception {
        try (Statement statement = connection.createStatement()) {
            long work = THREADS.getCurrentThreadCpuTime();
            assertThatThrownBy(() -> executeAfter(statement::cancel, statement))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("The statement was cancelled.")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("57014");
            assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - work))
                    .isLessThan(PROMPTLY);
            assertThat(Rows.of(statement.executeQuery("select max(n) from numbers")))
                    .containsExactly("2");
        }
    }

    /** Planned for minutes by Calcite's own rules. */
    @Test
    void aUnionOfHundredsIsPlannedInTime() throws Exception {
        String sql = String.join(" union all ", Collections.nCopies(300, "select n from numbers where n > 1"));
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(30);
            assertThat(Rows.of(statement.executeQuery(sql))).hasSize(300).containsOnly("2");
        }
    }

    @Test
    void aTimeOutEndsPlanning() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            long start = System.nanoTime();
            long work = THREADS.getCurrentThreadCpuTime();
            assertThatThrownBy(() -> executeAfter(() -> Thread.sleep(1_001), statement))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("took longer than its time-out of 1000 ms")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("HYT00");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - work))
                    .isLessThan(PROMPTLY);
        }
    }

    /** Calcite's removal of correlation takes longer than anybody waits. */
    @Test
    void aTimeOutEndsTheRemovalOfCorrelation() throws SQLException {
        StringBuilder sql = new StringBuilder("select count(*) from numbers o where o.n > 0");
        for (int i = 0; i < 60; i++) {
            sql.append(" and exists (select 1 from numbers i where i.n > o.n + ")
                    .append(i)
                    .append(')');
        }
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            long work = THREADS.getCurrentThreadCpuTime();
            assertThatThrownBy(() -> statement.executeQuery(sql.toString()).close())
                    .isInstanceOf(SQLTimeoutException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("HYT00");
            assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - work))
                    .isLessThan(PROMPTLY.plusSeconds(1));
            assertThat(Rows.of(statement.executeQuery("select max(n) from numbers")))
                    .containsExactly("2");
        }
    }
}
