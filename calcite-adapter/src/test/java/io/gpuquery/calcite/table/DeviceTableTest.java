package io.gpuquery.calcite.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.Wrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTableTest {
    private static final int ROWS = 50_000;

    @TempDir
    private Path directory;

    private DirectorySchema schema;
    private DeviceTable table;

    @BeforeEach
    void open() throws IOException {
        StringBuilder text = new StringBuilder("id,amount\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(',').append(i % 3 == 0 ? "" : i * 0.5).append('\n');
        }
        Files.writeString(directory.resolve("sales.csv"), text);
        schema = DirectorySchema.open(directory, Options.DEFAULT);
        Table found = Objects.requireNonNull(schema.tables().get("sales"));
        table = Objects.requireNonNull(((Wrapper) found).unwrap(DeviceTable.class));
    }

    @AfterEach
    void close() throws InterruptedException {
        schema.close();
        Leftovers.awaitNone();
    }

    @Test
    void tellsWhatItIs() {
        assertThat(table.name()).isEqualTo("sales");
        assertThat(table.format()).isEqualTo(FileFormat.CSV);
        assertThat(table.files()).containsExactly(directory.resolve("sales.csv"));
        assertThat(table.schema().columnCount()).isEqualTo(2);
        assertThat(table.statistics().rowCount()).isBetween(ROWS / 2L, ROWS * 2L);
    }

    @Test
    void givesTheBytesOfEachColumnToADevice() {
        List<Long> seen = new ArrayList<>();
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults());
                DeviceCursor cursor = table.openBatches(device, List.of("AMOUNT", "id"), null)) {
            while (true) {
                try (DeviceBatch batch = cursor.next()) {
                    if (batch == null) {
                        break;
                    }
                    assertThat(batch.columns()).extracting(DeviceColumn::name).containsExactly("amount", "id");
                    assertThat(batch.columns().get(0).buffers()).hasSize(2);
                    FixedWidthColumn ids =
                            (FixedWidthColumn) batch.columns().get(1).column();
                    DeviceBuffer buffer = batch.columns().get(1).buffers().get(0);
                    assertThat(buffer.isShared()).isTrue();
                    for (int row = 0; row < batch.rowCount(); row++) {
                        seen.add(value(buffer, ids.storage(), row));
                    }
                }
            }
        }
        assertThat(seen).hasSize(ROWS).startsWith(0L, 1L, 2L).endsWith(ROWS - 1L);
    }

    /** Columns that are kept in memory are as narrow as their values. */
    private static long value(DeviceBuffer buffer, Storage storage, int row) {
        int width = storage.widthBytes();
        ByteBuffer bytes = buffer.hostView((long) row * width, width);
        return switch (storage) {
            case INT8 -> bytes.get(0);
            case INT16 -> bytes.getShort(0);
            case INT32 -> bytes.getInt(0);
            case INT64 -> bytes.getLong(0);
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw new AssertionError(storage);
        };
    }

    @Test
    void aPredicateSelectsRows() {
        ScanPredicate predicate =
                new ScanPredicate.Comparison(0, ScanPredicate.Operator.GE, new Literal.OfLong(ROWS - 3));
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults());
                DeviceCursor cursor = table.openBatches(device, List.of("id"), predicate);
                DeviceBatch batch = Objects.requireNonNull(cursor.next())) {
            Selection selection = Objects.requireNonNull(batch.selection());
            assertThat(selection.count()).isEqualTo(3);
            assertThat(cursor.next()).isNull();
        }
    }

    @Test
    void aBatchOutlivesItsCursor() {
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            DeviceBatch batch;
            try (DeviceCursor cursor = table.openBatches(device, List.of("id"), null)) {
                batch = Objects.requireNonNull(cursor.next());
            }
            try (batch) {
                DeviceColumn ids = batch.columns().get(0);
                Storage storage = ((FixedWidthColumn) ids.column()).storage();
                assertThat(value(ids.buffers().get(0), storage, 7)).isEqualTo(7);
            }
        }
    }

    @Test
    void anUnknownColumnIsAnErrorWithTheNearest() {
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            assertThatThrownBy(() -> table.openBatches(device, List.of("amuont"), null))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Table sales has no column \"amuont\"")
                    .hasMessageContaining("Did you mean \"amount\"?");
        }
    }
}
