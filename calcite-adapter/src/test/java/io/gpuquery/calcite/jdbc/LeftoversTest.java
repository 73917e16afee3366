package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.testing.TypedTable;
import io.gpuquery.engine.Engine;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever users close or forget, nothing native stays open. */
class LeftoversTest {
    /** More than is read ahead of the first row. */
    private static final int ROWS = 1_000_000;

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws Exception {
        StringBuilder text = new StringBuilder("n,name\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(",name of ").append(i).append('\n');
        }
        Files.writeString(directory.resolve("many.csv"), text);
        Leftovers.awaitNone();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
    }

    private String url() {
        return "jdbc:gpuquery:directory=" + directory;
    }

    @Test
    void aResultReadToItsEndHoldsNothing() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select * from many where n < 5")) {
            while (results.next()) {
                results.getInt(1);
            }
            assertThat(LiveResources.count(LiveResources.Kind.LEASE)).isZero();
        }
    }

    @Test
    void aClosedResultHoldsNothing() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            ResultSet results = statement.executeQuery("select * from many");
            assertThat(results.next()).isTrue();
            results.close();
            assertThat(LiveResources.count(LiveResources.Kind.LEASE)).isZero();
        }
    }

    @Test
    void aFailedStatementHoldsNothing() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement
                            .executeQuery("select 10 / (n - n) from many")
                            .next())
                    .isInstanceOf(SQLException.class);
            assertThat(LiveResources.count(LiveResources.Kind.LEASE)).isZero();
        }
    }

    @Test
    void resultsAbandonedOnALivingConnectionAreCollected() throws Exception {
        try (Connection connection = DriverManager.getConnection(url())) {
            for (int i = 0; i < 5; i++) {
                abandon(connection);
            }
            long start = System.nanoTime();
            while (LiveResources.count(LiveResources.Kind.LEASE) > 0) {
                System.gc();
                Thread.sleep(20);
                assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
            }
            assertThat(Rows.of(connection, "select count(*) from many")).containsExactly(String.valueOf(ROWS));
        }
    }

    @SuppressWarnings("resource") // That is the point.
    private static void abandon(Connection connection) throws SQLException {
        ResultSet results = connection.createStatement().executeQuery("select * from many");
        try {
            assertThat(results.next()).isTrue();
        } finally {
            Reference.reachabilityFence(results);
        }
        PreparedStatement prepared = connection.prepareStatement("select n, count(*) over () from many");
        assertThat(prepared.executeQuery().next()).isTrue();
    }

    @Test
    void aResultStaysReadableWhenItsStatementIsForgotten() throws Exception {
        try (Connection connection = DriverManager.getConnection(url())) {
            @SuppressWarnings("resource")
            ResultSet results = connection.createStatement().executeQuery("select n from many");
            int rows = 0;
            while (results.next()) {
                if (rows++ % 25_000 == 0) {
                    System.gc();
                }
            }
            assertThat(rows).isEqualTo(ROWS);
        }
    }

    @Test
    void connectionsThatNobodyClosesAreCollected() throws Exception {
        for (int i = 0; i < 3; i++) {
            forgetConnection(url());
            forgetConnection(
                    "jdbc:calcite:caseSensitive=false;model=inline:" + TypedTable.model("\"" + directory + "\"", "[]"));
        }
        assertThat(Engine.count()).isEqualTo(1);
    }

    @SuppressWarnings("resource") // That is the point.
    private static void forgetConnection(String url) throws SQLException {
        abandon(DriverManager.getConnection(url));
    }

    @Test
    void aThousandConnectionsShareOneEngine() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Connection connection = DriverManager.getConnection(url());
            connections.add(connection);
            if (i % 100 == 0) {
                assertThat(Rows.of(connection, "select n from many where n = 7"))
                        .containsExactly("7");
            }
        }
        assertThat(Engine.count()).isEqualTo(1);
        assertThat(LiveResources.count(LiveResources.Kind.DESCRIPTOR)).isLessThanOrEqualTo(1);
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void aResultCanBeClosedByAnotherThreadThanReadsIt() throws Exception {
        try (Connection connection = DriverManager.getConnection(url())) {
            for (int round = 0; round < 10; round++) {
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select * from many");
                CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> read(results));
                Thread.sleep(round);
                statement.close();
                assertThat(reader.get()).isLessThanOrEqualTo(ROWS);
            }
        }
    }

    private static int read(ResultSet results) {
        int rows = 0;
        try {
            while (results.next()) {
                results.getString(2);
                rows++;
            }
        } catch (SQLException | RuntimeException e) {
            // Closed by the other thread; Avatica's result sets do not synchronize.
            return rows;
        }
        return rows;
    }

    @Test
    void aFileTruncatedUnderAResultIsAnErrorAndNoMore() throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select * from many")) {
            assertThat(results.next()).isTrue();
            Files.writeString(directory.resolve("many.csv"), "n,name\n1,x\n");
            assertThatThrownBy(() -> {
                        while (results.next()) {
                            results.getInt(1);
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("many.csv");
            assertThat(Rows.of(connection, "select * from many")).containsExactly("1,x");
        }
    }
}
