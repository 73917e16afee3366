package io.gpuquery.calcite.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.rel.DeviceToEnumerable;
import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.device.Devices;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.metal.MetalStandIn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.DataContexts;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Wrapper;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.apache.calcite.tools.Programs;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query's buffers are the file's own bytes, where the format allows it: by Linux's account of the process, not by ours. */
class BuffersThroughSqlTest {
    private static final int ROWS = 200_000;

    @TempDir
    private Path directory;

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "this needs Linux's account of the process");
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
    }

    @Test
    void columnsOfUncompressedPlainParquetAreTheFilesMapping() throws Exception {
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            assertInPlace(device);
        }
    }

    @Test
    void theSameOnMetal() throws Exception {
        MetalStandIn.require();
        MetalStandIn.reset();
        try (Device device = MetalStandIn.open(DeviceOptions.defaults())) {
            assertInPlace(device);
        }
        MetalStandIn.verify();
    }

    @Test
    void forceBufferCopyIsVisibleInTheReceipt() throws Exception {
        writePlainParquet(0);
        try (Device device = Devices.discover().open("host", new DeviceOptions(true))) {
            long[] bytes = new long[1];
            Receipt receipt = drain("plain0", "price", device, (column, buffer) -> {
                assertThat(buffer.isShared()).isFalse();
                assertThat(buffer.copyReason()).isEqualTo("forceBufferCopy is set");
                assertThat(fileUnder(buffer.hostAddress())).isEmpty();
                bytes[0] += buffer.lengthBytes();
            });
            assertThat(receipt.buffersWrapped.sum()).isZero();
            assertThat(receipt.bufferBytesShared.sum()).isZero();
            assertThat(receipt.bufferBytesCopied.sum()).isEqualTo(bytes[0]).isEqualTo(8L * ROWS);
        }
    }

    /** Values can stay in the file where they lie at a multiple of their width, which one of eight files in a row does. */
    private void assertInPlace(Device device) throws Exception {
        List<Integer> inPlace = new ArrayList<>();
        for (int shift = 0; shift < Double.BYTES; shift++) {
            writePlainParquet(shift);
            String file =
                    directory.resolve("plain" + shift + ".parquet").toRealPath().toString();
            Set<String> files = new HashSet<>();
            Receipt receipt = drain("plain" + shift, "price", device, (column, buffer) -> {
                assertThat(buffer.isShared()).isTrue();
                files.add(fileUnder(buffer.hostAddress()));
                files.add(fileUnder(buffer.hostAddress() + buffer.lengthBytes() - 1));
            });
            assertThat(receipt.buffersWrapped.sum()).isPositive();
            assertThat(receipt.bufferBytesShared.sum()).isEqualTo(8L * ROWS);
            assertThat(receipt.bufferBytesCopied.sum()).isZero();
            assertThat(files).hasSize(1);
            if (files.contains(file)) {
                inPlace.add(shift);
            }
        }
        assertThat(inPlace).hasSize(1);
    }

    /** Its columns are decoded; its bytes are there for kernels that parse by themselves. */
    @Test
    void theBytesOfACsvAreABufferOverTheFilesMapping() throws Exception {
        StringBuilder text = new StringBuilder("id,note\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(",note ").append(i).append('\n');
        }
        Files.writeString(directory.resolve("notes.csv"), text);
        String path = directory.resolve("notes.csv").toRealPath().toString();
        DeviceTransfers.Counts before = DeviceTransfers.now();
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT);
                Device device = Devices.discover().open("host", DeviceOptions.defaults());
                MappedFile file = MappedFile.open(table(files, "notes").files().get(0));
                DeviceKernel kernel =
                        device.compile(new KernelSource.Java("lines", BuffersThroughSqlTest::countLines));
                DeviceBuffer count = device.allocate(Long.BYTES)) {
            DeviceBuffer bytes = file.buffer(device);
            assertThat(bytes.isShared()).isTrue();
            assertThat(fileUnder(bytes.hostAddress())).isEqualTo(path);
            device.submit(List.of(new Dispatch(
                            kernel, List.of(KernelArgument.of(count), KernelArgument.of(bytes)), file.fileSizeBytes())))
                    .await(Duration.ofSeconds(30));
            assertThat(count.hostView(0, Long.BYTES).getLong(0)).isEqualTo(ROWS + 1);
        }
        DeviceTransfers.Counts counts = DeviceTransfers.now().minus(before);
        assertThat(counts.buffersWrapped()).isEqualTo(1);
        assertThat(counts.bytesCopied()).isZero();
    }

    /** By an address range of the file's own mapping, and the receipt of the query. */
    @Test
    void aQueryHandsOutTheBytesOfACsvWithoutACopy() throws Exception {
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            assertFileInPlace(device);
        }
    }

    @Test
    void theBytesOfACsvAreTheFilesMappingOnMetalToo() throws Exception {
        MetalStandIn.require();
        MetalStandIn.reset();
        try (Device device = MetalStandIn.open(DeviceOptions.defaults())) {
            assertFileInPlace(device);
        }
        MetalStandIn.verify();
    }

    private void assertFileInPlace(Device device) throws Exception {
        StringBuilder text = new StringBuilder("id,note\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(",note ").append(i).append('\n');
        }
        byte[] written = text.toString().getBytes(StandardCharsets.UTF_8);
        Path csv = directory.resolve("notes.csv");
        Files.write(csv, written);
        String path = csv.toRealPath().toString();
        long[] length = new long[1];
        DeviceTransfers.Counts before = DeviceTransfers.now();
        Receipt receipt = query("SELECT \"note\" FROM \"notes\"", rows -> {
            try (DeviceFiles files = rows.openFiles(device)) {
                DeviceFiles.DeviceFile file = files.files().get(0);
                assertThat(files.files()).hasSize(1);
                assertThat(file.sizeBytes()).isEqualTo(written.length);
                DeviceBuffer bytes = file.buffers().get(0);
                assertThat(file.buffers()).hasSize(1);
                assertThat(bytes.isShared()).isTrue();
                assertThat(bytes.copyReason()).isNull();
                assertThat(fileUnder(bytes.hostAddress())).isEqualTo(path);
                assertThat(fileUnder(bytes.hostAddress() + written.length - 1)).isEqualTo(path);
                ByteBuffer seen = ByteBuffer.allocate(written.length);
                bytes.read(0, seen);
                assertThat(seen.array()).isEqualTo(written);
                files.ensureUnchanged();
                length[0] = bytes.lengthBytes();
            }
        });
        assertThat(receipt.buffersWrapped.sum()).isEqualTo(1);
        assertThat(receipt.bufferBytesShared.sum()).isEqualTo(length[0]);
        assertThat(receipt.bufferBytesCopied.sum()).isZero();
        DeviceTransfers.Counts counts = DeviceTransfers.now().minus(before);
        assertThat(counts.buffersWrapped()).isEqualTo(1);
        assertThat(counts.bytesCopied()).isZero();
    }

    @Test
    void aFileThatIsRewrittenUnderItsBuffersIsNoticed() throws Exception {
        Files.writeString(directory.resolve("notes.csv"), "id,note\n" + "1,some text\n".repeat(100_000));
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            query("SELECT \"note\" FROM \"notes\"", rows -> {
                try (DeviceFiles files = rows.openFiles(device)) {
                    Files.writeString(directory.resolve("notes.csv"), "id,note\n");
                    assertThatThrownBy(files::ensureUnchanged)
                            .isInstanceOf(DataException.class)
                            .hasMessageContaining("shrank");
                }
            });
        }
    }

    private static void countLines(HostKernel.Arguments arguments, long firstByte, long endByte) {
        ByteBuffer bytes = arguments.buffer(1, 0, (int) endByte);
        long lines = 0;
        for (int i = 0; i < endByte; i++) {
            lines += bytes.get(i) == '\n' ? 1 : 0;
        }
        arguments.buffer(0, 0, Long.BYTES).putLong(0, lines);
    }

    private static DeviceTable table(DirectorySchema files, String name) {
        return Objects.requireNonNull(
                ((Wrapper) Objects.requireNonNull(files.tables().get(name))).unwrap(DeviceTable.class));
    }

    private interface Look {
        void at(DeviceColumn column, DeviceBuffer buffer) throws IOException;
    }

    /** Takes what a statement gives as buffers. */
    private Receipt drain(String table, String column, Device device, Look look) throws Exception {
        return query("SELECT \"" + column + "\" FROM \"" + table + "\"", batches -> {
            long rowCount = 0;
            try (DeviceCursor cursor = batches.openBatches(device)) {
                while (true) {
                    try (DeviceBatch batch = cursor.next()) {
                        if (batch == null) {
                            break;
                        }
                        rowCount += batch.rowCount();
                        for (DeviceColumn wrapped : batch.columns()) {
                            for (DeviceBuffer buffer : wrapped.buffers()) {
                                look.at(wrapped, buffer);
                            }
                        }
                    }
                }
            }
            assertThat(rowCount).isEqualTo(ROWS);
        });
    }

    private interface Taking {
        void from(DeviceEnumerable rows) throws Exception;
    }

    /** Runs a statement by Calcite's own planner, and gives what it counted. */
    private Receipt query(String sql, Taking taking) throws Exception {
        try (DirectorySchema files = DirectorySchema.open(directory, Options.of(Map.of("threads", 2)))) {
            SchemaPlus root = Frameworks.createRootSchema(true);
            Planner planner = Frameworks.getPlanner(Frameworks.newConfigBuilder()
                    .defaultSchema(files.addTo(root, "files"))
                    .typeSystem(GpuQueryTypeSystem.INSTANCE)
                    .programs(Programs.standard())
                    .build());
            RelRoot logical = planner.rel(planner.validate(planner.parse(sql)));
            RelNode physical =
                    planner.transform(0, logical.rel.getTraitSet().replace(EnumerableConvention.INSTANCE), logical.rel);
            assertThat(physical).isInstanceOf(DeviceToEnumerable.class);
            Enumerable<?> rows = ((DeviceToEnumerable) physical).plan().rows(DataContexts.of(Map.of()));
            assertThat(rows).isInstanceOf(DeviceEnumerable.class);
            DeviceEnumerable batches = (DeviceEnumerable) rows;
            taking.from(batches);
            planner.close();
            return batches.receipt();
        }
    }

    /** The file that is mapped where an address is; empty if there is none. */
    private static String fileUnder(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] words = line.split("\\s+", 6);
            String[] ends = words[0].split("-", 2);
            if (Long.parseUnsignedLong(ends[0], 16) <= address && address < Long.parseUnsignedLong(ends[1], 16)) {
                return words[5].startsWith("[") ? "" : words[5];
            }
        }
        return "";
    }

    /** One page of doubles, behind a text whose length shifts it. */
    private void writePlainParquet(int shift) throws IOException {
        MessageType schema =
                MessageTypeParser.parseMessageType("message t {required binary before; required double price;}");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                        new LocalOutputFile(directory.resolve("plain" + shift + ".parquet")))
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
                writer.write(groups.newGroup().append("before", before).append("price", row * 0.25));
            }
        }
    }
}
