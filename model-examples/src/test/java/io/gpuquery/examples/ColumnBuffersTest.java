package io.gpuquery.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.table.DeviceBatch;
import io.gpuquery.calcite.table.DeviceColumn;
import io.gpuquery.calcite.table.DeviceCursor;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.device.metal.MetalStandIn;
import io.gpuquery.scan.FileFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.schema.Wrapper;
import org.apache.calcite.schema.lookup.LikePattern;
import org.junit.jupiter.api.Test;

/** Columns of all formats as a device sees them: values, validity, codes, dictionaries. */
class ColumnBuffersTest {

    @Test
    void columnsOfEveryFormatAreBuffersOfTheHost() {
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            assertAllColumns(device);
        }
    }

    @Test
    void columnsOfEveryFormatAreBuffersOfMetal() {
        MetalStandIn.require();
        MetalStandIn.reset();
        try (Device device = MetalStandIn.open(DeviceOptions.defaults())) {
            assertAllColumns(device);
        }
        MetalStandIn.verify();
    }

    private static void assertAllColumns(Device device) {
        Set<FileFormat> formats = EnumSet.noneOf(FileFormat.class);
        try (DirectorySchema files =
                DirectorySchema.open(Markdown.ROOT.resolve("model-examples/data"), Options.DEFAULT)) {
            for (String name : files.tables().getNames(LikePattern.any())) {
                DeviceTable table = Objects.requireNonNull(
                        ((Wrapper) Objects.requireNonNull(files.tables().get(name))).unwrap(DeviceTable.class));
                List<String> columns = table.schema().columns().stream()
                        .map(ColumnDefinition::name)
                        .toList();
                assertThat(assertColumns(table, columns, device)).as(name).isPositive();
                formats.add(table.format());
            }
        }
        assertThat(formats).contains(FileFormat.CSV, FileFormat.JSON, FileFormat.PARQUET);
    }

    /** How many buffers there were. */
    private static int assertColumns(DeviceTable table, List<String> columns, Device device) {
        List<DeviceBuffer> seen = new ArrayList<>();
        try (DeviceCursor cursor = table.openBatches(device, columns, null)) {
            while (true) {
                try (DeviceBatch batch = cursor.next()) {
                    if (batch == null) {
                        break;
                    }
                    for (DeviceColumn column : batch.columns()) {
                        assertSameBytes(column.column(), column.buffers());
                        assertThat(column.column().buffers(device)).isSameAs(column.buffers());
                        seen.addAll(column.buffers());
                    }
                }
            }
        }
        assertThat(seen).noneMatch(DeviceBuffer::isOpen);
        return seen.size();
    }

    private static void assertSameBytes(Column column, List<DeviceBuffer> buffers) {
        List<BufferSlice> slices = column.buffers();
        assertThat(buffers).hasSameSizeAs(slices);
        for (int i = 0; i < slices.size(); i++) {
            DeviceBuffer buffer = buffers.get(i);
            assertThat(buffer.isShared()).isTrue();
            assertThat(buffer.hostAddress()).isEqualTo(slices.get(i).address());
            ByteBuffer read = ByteBuffer.allocate(slices.get(i).lengthBytes());
            buffer.read(0, read);
            assertThat(read.flip()).isEqualTo(slices.get(i).bytes());
        }
    }
}
