package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.TestDevice;
import io.gpuquery.calcite.testing.DeviceRows;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.testing.TypedTable;
import io.gpuquery.device.OpenBuffers;
import io.gpuquery.device.metal.MetalStandIn;
import io.gpuquery.engine.ColumnStore;
import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns in memory become buffers of a device once, for all statements, and no longer than they are in memory. */
class DeviceBuffersTest {
    private static final int ROWS = 300_000;
    private static final String SUMS = "SELECT SUM(a) AS a, SUM(b) AS b, COUNT(*) AS n FROM t WHERE a > 10";

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    /**
     * A table whose columns take two bytes and one; the first one ascends. Waits until its columns may stay in memory, since a file that
     * has just been changed might change again unnoticed.
     */
    private void write(int shift) throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(row / 10 + shift)
                    .append(',')
                    .append(row % 7 == 0 ? "" : row % 100)
                    .append('\n');
        }
        Path made = Files.writeString(directory.resolve("t.new"), text);
        Files.move(made, directory.resolve("t.csv"), StandardCopyOption.REPLACE_EXISTING);
        LockSupport.parkNanos(250_000_000);
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'");
    }

    private static Receipt run(Connection connection, String sql, KernelDevice device, String expected)
            throws SQLException {
        new ExecutionSettings(true, 2, 2048, new DeviceUse(device, true)).apply();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            assertThat(Rows.of(results)).containsExactly(expected);
            return statement.unwrap(Receipt.class);
        } finally {
            ExecutionSettings.USUAL.apply();
        }
    }

    private static String onCpu(Connection connection, String sql) throws SQLException {
        List<String> rows = Rows.of(connection, sql);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void whatADeviceHasACopyOfIsCopiedOnceUntilTheFileChanges(TestDevice kind) throws IOException, SQLException {
        kind.require();
        write(0);
        try (Connection connection = connection();
                KernelDevice device = kind.openCopying()) {
            String expected = onCpu(connection, SUMS);
            Receipt first = run(connection, SUMS, device, expected);
            assertThat(first.bufferBytesCopied.sum()).isGreaterThanOrEqualTo(3L * ROWS);
            assertThat(first.bufferBytesShared.sum()).isZero();
            assertThat(TestDevice.bufferBytes(device)).isEqualTo(first.bufferBytesCopied.sum());
            Receipt second = run(connection, SUMS, device, expected);
            assertThat(second.bufferBytesCopied.sum()).isZero();
            // Values of both, and a bit of each row for the one that may be missing.
            assertThat(second.bufferBytesKept.sum()).isBetween(3L * ROWS, 6L * ROWS);
            // Only some blocks of a are looked at, wherever they begin.
            String some = "SELECT SUM(a) AS a, SUM(b) AS b FROM t WHERE a BETWEEN 3000 AND 4000 OR a = 20000";
            Receipt third = run(connection, some, device, onCpu(connection, some));
            assertThat(third.blocksSkipped.sum()).isPositive();
            assertThat(third.bufferBytesCopied.sum()).isZero();
            assertThat(third.bufferBytesKept.sum()).isPositive();

            write(1);
            String changed = onCpu(connection, SUMS);
            assertThat(changed).isNotEqualTo(expected);
            Receipt fourth = run(connection, SUMS, device, changed);
            assertThat(fourth.bufferBytesCopied.sum()).isGreaterThanOrEqualTo(3L * ROWS);
            assertThat(TestDevice.bufferBytes(device)).isEqualTo(fourth.bufferBytesCopied.sum());
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void whatADeviceSharesIsWrappedOnceAndGivenUpWithTheMemory(TestDevice kind) throws IOException, SQLException {
        kind.require();
        write(0);
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            String expected = onCpu(connection, SUMS);
            Receipt first = run(connection, SUMS, device, expected);
            assertThat(first.buffersWrapped.sum()).isPositive();
            assertThat(first.bufferBytesShared.sum()).isGreaterThanOrEqualTo(3L * ROWS);
            Receipt second = run(connection, SUMS, device, expected);
            assertThat(second.buffersWrapped.sum()).isZero();
            assertThat(second.bufferBytesShared.sum()).isEqualTo(first.bufferBytesShared.sum());
            assertThat(first.bufferBytesCopied.sum() + second.bufferBytesCopied.sum())
                    .isZero();
            assertThat(TestDevice.bufferBytes(device)).isPositive();
            ColumnStore.ofProcess().clear();
            assertThat(TestDevice.bufferBytes(device)).isZero();
            assertThat(OpenBuffers.all()).isEmpty();
            assertThat(run(connection, SUMS, device, expected).buffersWrapped.sum())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void buffersTakeNoMoreThanTheirBudget(TestDevice kind) throws IOException, SQLException {
        kind.require();
        write(0);
        for (boolean copying : List.of(false, true)) {
            // One segment of one column and a bit; or none at all.
            for (long budget : List.of(300_000L, 0L)) {
                try (Connection connection = connection();
                        KernelDevice device = copying ? kind.openCopying(budget) : kind.open(budget)) {
                    String expected = onCpu(connection, SUMS);
                    for (int i = 0; i < 3; i++) {
                        Receipt receipt = run(connection, SUMS, device, expected);
                        assertThat(receipt.fallbacks()).isEmpty();
                        // The one that was made last stays, whatever it takes.
                        assertThat(TestDevice.bufferBytes(device)).isBetween(1L, 600_000L);
                        assertThat(receipt.bufferBytesCopied.sum() > 0).isEqualTo(copying);
                    }
                }
            }
        }
    }

    /** Threads take turns in giving up each other's buffers. */
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void statementsShareADeviceWithRoomForFewBuffers(TestDevice kind) throws Exception {
        kind.require();
        String url = "jdbc:gpuquery:model=" + TypedTable.random(3000, 9).write(directory);
        DeviceQuery queries = new DeviceQuery(new Random(11), true, kind == TestDevice.OPENCL);
        List<String> texts = List.of(queries.aggregates(), queries.groups(), queries.rows(), queries.aggregates());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Connection connection = DriverManager.getConnection(url);
                KernelDevice device = kind.openCopying(40_000)) {
            List<List<String>> expected = new ArrayList<>();
            for (String sql : texts) {
                expected.add(DeviceRows.of(connection, sql, null, 1, 2048));
            }
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int shift = i;
                tasks.add(() -> {
                    try (Connection own = DriverManager.getConnection(url)) {
                        for (int run = 0; run < 25; run++) {
                            int which = (run + shift) % texts.size();
                            assertThat(DeviceRows.of(own, texts.get(which), new DeviceUse(device, true), 1, 2048))
                                    .as(texts.get(which))
                                    .isEqualTo(expected.get(which));
                            if (run % 10 == shift) {
                                ColumnStore.ofProcess().clear();
                            }
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(tasks)) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Values can stay in the file where they lie at a multiple of their width, which one of eight files in a row does. */
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void kernelsReadUncompressedValuesInTheFile(TestDevice kind) throws IOException, SQLException {
        kind.require();
        for (int shift = 0; shift < Long.BYTES; shift++) {
            writePlainParquet("plain" + shift, shift);
        }
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            Set<Path> inPlace = new HashSet<>();
            int whole = 0;
            for (int shift = 0; shift < Long.BYTES; shift++) {
                String sql = "SELECT SUM(price) AS s, MAX(price) AS m FROM plain" + shift + " WHERE price > 100";
                String expected = onCpu(connection, sql);
                Receipt receipt = run(connection, sql, device, expected);
                // Values that were decoded are stored narrower.
                whole += receipt.bufferBytesShared.sum() == 8L * ROWS ? 1 : 0;
                assertThat(receipt.bufferBytesCopied.sum()).isZero();
                assertThat(run(connection, sql, device, expected).buffersWrapped.sum())
                        .isZero();
            }
            for (OpenBuffers.OpenBuffer buffer : OpenBuffers.all()) {
                if (buffer.file() != null) {
                    assertThat(buffer.shared()).isTrue();
                    inPlace.add(buffer.file());
                }
            }
            assertThat(inPlace).hasSize(1);
            assertThat(whole).isEqualTo(1);
        }
    }

    private void writePlainParquet(String name, int shift) throws IOException {
        MessageType schema =
                MessageTypeParser.parseMessageType("message t {required binary before; required int64 price;}");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                        new LocalOutputFile(directory.resolve(name + ".parquet")))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withDictionaryEncoding(false)
                .withPageSize(64 << 20)
                .withPageRowCountLimit(ROWS)
                .withType(schema)
                .build()) {
            SimpleGroupFactory groups = new SimpleGroupFactory(schema);
            for (int row = 0; row < ROWS; row++) {
                String before = row == 0 ? "x".repeat(100 + shift) : "";
                writer.write(groups.newGroup().append("before", before).append("price", row * 3L));
            }
        }
    }
}
