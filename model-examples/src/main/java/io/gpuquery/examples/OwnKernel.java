package io.gpuquery.examples;

import io.gpuquery.calcite.table.DeviceBatch;
import io.gpuquery.calcite.table.DeviceColumn;
import io.gpuquery.calcite.table.DeviceCursor;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.Wrapper;

/**
 * A program with a GPU kernel of its own: opens a schema through Calcite, takes the buffers of two columns, and runs its
 * kernel on whichever device there is. The bytes that the kernel reads are those that the reader left; where the device
 * shares the host's memory nothing is copied.
 */
public final class OwnKernel {
    private static final int STATIONS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private OwnKernel() {}

    /** Prints for how many seconds bicycles were ridden from each station. The argument is the folder of the example data. */
    public static void main(String[] arguments) throws SQLException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Device device = anyDevice()) {
            out.println(device.info().name());
            secondsByStation(Path.of(arguments[0]), device)
                    .forEach((station, seconds) -> out.println("station " + station + ": " + seconds + " s"));
        }
    }

    /** The first device that can be opened: Metal's, OpenCL's, or the host, which is always there. */
    static Device anyDevice() {
        for (DeviceProvider provider : Devices.discover().providers()) {
            if (provider.availability().available()) {
                try {
                    return provider.open(DeviceOptions.defaults());
                } catch (DeviceException e) {
                    System.Logger logger = System.getLogger(OwnKernel.class.getName());
                    logger.log(System.Logger.Level.WARNING, "this device is passed over", e);
                }
            }
        }
        throw new IllegalStateException("there is no device at all");
    }

    /** For how many seconds bicycles were ridden from each station, computed by the device. */
    public static Map<Integer, Long> secondsByStation(Path directory, Device device)
            throws SQLException, InterruptedException {
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
                DeviceCursor trips =
                        table(connection, "trips").openBatches(device, List.of("start_station", "duration_s"), null);
                DeviceBuffer totals = device.allocate((long) Integer.BYTES * STATIONS)) {
            while (true) {
                try (DeviceBatch batch = trips.next()) {
                    if (batch == null) {
                        return read(totals);
                    }
                    try (DeviceKernel kernel = device.compile(kernelFor(batch, device))) {
                        device.submit(List.of(totalling(kernel, totals, batch))).await(LIMIT);
                    }
                }
            }
        }
    }

    /** A program with many batches would keep the kernels that it has compiled. */
    private static KernelSource kernelFor(DeviceBatch batch, Device device) {
        return StationKernels.of(
                device.info().kind(),
                storage(batch.columns().get(0)),
                storage(batch.columns().get(1)));
    }

    /** The kernel adds up every value. Those of nulls mean nothing: a kernel for such columns takes the validity bitmap too. */
    private static Storage storage(DeviceColumn column) {
        if (column.column().validity().hasNulls()) {
            throw new IllegalArgumentException("the column " + column.name() + " has nulls");
        }
        return ((FixedWidthColumn) column.column()).storage();
    }

    private static DeviceTable table(Connection connection, String name) throws SQLException {
        CalciteConnection calcite = connection.unwrap(CalciteConnection.class);
        Table table = calcite.getRootSchema()
                .subSchemas()
                .get(connection.getSchema())
                .tables()
                .get(name);
        return ((Wrapper) table).unwrap(DeviceTable.class);
    }

    private static Dispatch totalling(DeviceKernel kernel, DeviceBuffer totals, DeviceBatch batch) {
        DeviceColumn stations = batch.columns().get(0);
        DeviceColumn seconds = batch.columns().get(1);
        return new Dispatch(
                kernel,
                List.of(
                        KernelArgument.of(totals),
                        KernelArgument.of(stations.buffers().get(0)),
                        KernelArgument.of(seconds.buffers().get(0)),
                        KernelArgument.ofInt(batch.rowCount()),
                        KernelArgument.ofInt(STATIONS)),
                batch.rowCount());
    }

    private static Map<Integer, Long> read(DeviceBuffer totals) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * STATIONS).order(ByteOrder.LITTLE_ENDIAN);
        totals.read(0, bytes);
        Map<Integer, Long> seconds = new TreeMap<>();
        for (int station = 0; station < STATIONS; station++) {
            long total = Integer.toUnsignedLong(bytes.getInt(Integer.BYTES * station));
            if (total > 0) {
                seconds.put(station, total);
            }
        }
        return seconds;
    }
}
