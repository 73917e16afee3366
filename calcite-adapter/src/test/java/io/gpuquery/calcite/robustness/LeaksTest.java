package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** However connections and statements are used and forgotten, the process holds nothing of the files afterwards. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class LeaksTest {
    private static final long FIRST_ROWS = 17_000;
    private static final List<TableKind> KINDS =
            List.of(TableKind.CSV, TableKind.NDJSON, TableKind.PARQUET_UNCOMPRESSED, TableKind.PARQUET_ZSTD);

    /** New regions that a JVM takes for itself while it works: stacks, arenas, code. */
    private static final long REGIONS_OF_THE_JVM = 300;

    @TempDir
    private Path folder;

    private long regionsBefore;

    @BeforeEach
    void write() throws IOException {
        for (TableKind kind : KINDS) {
            Files.write(kind.file(folder), kind.bytes(FIRST_ROWS, 0));
        }
        Files.writeString(folder.resolve("small.csv"), "id,name\n1,a\n2,b\n");
        regionsBefore = ProcessResources.regions();
    }

    @AfterEach
    void nothingIsLeft() throws IOException, InterruptedException {
        ProcessResources.awaitNone(folder.toRealPath());
        assertThat(ProcessResources.regions()).isLessThan(regionsBefore + REGIONS_OF_THE_JVM);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
    }

    @Test
    void connectionsOfAPoolServeManyThreads() throws Exception {
        BlockingQueue<Connection> pool = new ArrayBlockingQueue<>(3);
        for (int i = 0; i < 3; i++) {
            pool.add(connect());
        }
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            TableKind kind = KINDS.get(i % KINDS.size());
            int task = i;
            tasks.add(threads.submit(() -> {
                Connection connection = pool.take();
                try {
                    if (task % 3 == 0) {
                        leaveOpen(connection, kind);
                    } else {
                        assertThat(kind.version(connection, FIRST_ROWS)).isZero();
                    }
                } finally {
                    pool.add(connection);
                }
                return null;
            }));
        }
        for (Future<?> task : tasks) {
            task.get();
        }
        threads.shutdown();
        assertThat(ProcessResources.mappings(folder.toRealPath())).isBetween(1L, (long) KINDS.size());
        for (Connection connection : pool) {
            connection.close();
        }
    }

    /** Reads some rows of a result that nobody closes. */
    private static void leaveOpen(Connection connection, TableKind kind) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(kind.query());
        ResultSet rows = statement.executeQuery();
        for (int i = 0; i < 10; i++) {
            assertThat(rows.next()).isTrue();
        }
    }

    @Test
    void aThousandConnectionsHoldNoMoreThanOne() throws IOException, SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Connection connection = connect();
            connections.add(connection);
            if (i % 50 == 0) {
                leaveOpen(connection, KINDS.get(i / 50 % KINDS.size()));
                assertThat(Rows.of(connection, "SELECT COUNT(*) FROM small")).containsExactly("2");
            }
        }
        assertThat(ProcessResources.mappings(folder.toRealPath())).isEqualTo(KINDS.size());
        assertThat(ProcessResources.descriptors(folder.toRealPath())).isEqualTo(KINDS.size());
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void embeddedSchemasAreReleasedWhetherClosedOrNot() throws Exception {
        try (DirectorySchema files = DirectorySchema.open(folder, Options.DEFAULT)) {
            query(files, TableKind.CSV);
        }
        for (TableKind kind : KINDS) {
            query(DirectorySchema.open(folder, Options.DEFAULT), kind);
        }
    }

    private static void query(DirectorySchema files, TableKind kind) throws SQLException {
        SchemaPlus root = Frameworks.createRootSchema(true);
        SchemaPlus schema = files.addTo(root, "files");
        RelBuilder builder = RelBuilder.create(
                Frameworks.newConfigBuilder().defaultSchema(schema).build());
        PreparedStatement statement = RelRunners.run(builder.scan(kind.table()).build());
        ResultSet rows = statement.executeQuery();
        for (int i = 0; i < 100; i++) {
            assertThat(rows.next()).isTrue();
        }
    }

    @Test
    void whoClosesNothingLeaksNothing() throws SQLException {
        for (TableKind kind : KINDS) {
            forget(kind);
        }
    }

    private void forget(TableKind kind) throws SQLException {
        Connection connection = connect();
        leaveOpen(connection, kind);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM small");
        assertThat(rows.next()).isTrue();
    }
}
