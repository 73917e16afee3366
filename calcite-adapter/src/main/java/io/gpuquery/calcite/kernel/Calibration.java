package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.Validity;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Measures what {@link DeviceCosts} say, in less than a second where a device is worth anything. */
final class Calibration {
    private static final int MANY_ROWS = 1 << 20;
    private static final int FEW_ROWS = 256;
    private static final int RUNS = 5;
    private static final long PATIENCE_NANOS = 600_000_000;
    private static final long NANOS_PER_MICRO = 1000;
    private static final ValueType INTEGER = ValueType.notNull(ColumnType.INTEGER);

    private Calibration() {}

    private interface Task {
        void run();
    }

    /** Measures a device. Throws what a device throws. */
    static DeviceCosts measure(KernelDevice device) {
        try (MemoryBlock block = MemoryBlock.allocate((long) Integer.BYTES * MANY_ROWS)) {
            ByteBuffer bytes = block.slice(0, Integer.BYTES * MANY_ROWS);
            for (int row = 0; row < MANY_ROWS; row++) {
                bytes.putInt(Integer.BYTES * row, row * 0x9E3779B9);
            }
            long latency = best(() -> onDevice(device, block, FEW_ROWS));
            long many = best(() -> onDevice(device, block, MANY_ROWS));
            boolean shared = isShared(device, block);
            long copied = shared
                    ? 0
                    : best(() -> {
                        device.forgetColumns();
                        onDevice(device, block, MANY_ROWS);
                    });
            long cpu = best(() -> onCpu(bytes));
            return new DeviceCosts(latency, speed(many - latency), speed(cpu), shared ? 0 : speed(copied - many));
        }
    }

    /** Bytes per microsecond of something that took so long for all rows. */
    private static long speed(long nanos) {
        return Math.max(1, (long) Integer.BYTES * MANY_ROWS * NANOS_PER_MICRO / Math.max(1, nanos));
    }

    private static boolean isShared(KernelDevice device, MemoryBlock block) {
        DeviceBuffer buffer = block.buffer(device.device());
        return buffer != null && buffer.isShared();
    }

    private static long best(Task task) {
        long start = System.nanoTime();
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long begun = System.nanoTime();
            task.run();
            best = Math.min(best, System.nanoTime() - begun);
            if (System.nanoTime() - start > PATIENCE_NANOS / 4) {
                break;
            }
        }
        return best;
    }

    private static void onDevice(KernelDevice device, MemoryBlock block, int rowCount) {
        Expression column = new Expression.InputReference(0, INTEGER);
        Expression positive = new Expression.Call(
                Operation.GT, ValueType.BOOLEAN, column, new Expression.Constant(INTEGER, new Literal.OfLong(0)));
        KernelRequest request = new KernelRequest(
                List.of(INTEGER),
                List.of(positive),
                List.of(),
                List.of(new PartialCall(PartialCall.Function.SUM, List.of(column), null)),
                List.of(),
                MANY_ROWS);
        KernelCounters counters = new KernelCounters(
                new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        BufferSlice slice = new BufferSlice(block, 0, Integer.BYTES * rowCount);
        FixedWidthColumn values =
                new FixedWidthColumn(ColumnType.INTEGER, Storage.INT32, rowCount, Validity.allValid(rowCount), slice);
        TableSchema schema = new TableSchema(List.of(new ColumnDefinition("x", ColumnType.INTEGER, false)));
        try (ColumnBatch batch = new ColumnBatch(schema, rowCount, List.of(values));
                DeviceWork work = new DeviceWork(
                        device,
                        request,
                        (expression, index, of) -> {
                            throw new IneligibleException("there are no texts");
                        },
                        counters,
                        new Cancellation())) {
            work.aggregate(batch);
        }
    }

    /** The best that our loops could do: a block into an array, then a sum of what satisfies the condition. */
    private static void onCpu(ByteBuffer bytes) {
        int[] block = new int[2048];
        long sum = 0;
        for (int first = 0; first < MANY_ROWS; first += block.length) {
            bytes.asIntBuffer().get(first, block);
            for (int value : block) {
                sum += value > 0 ? value : 0;
            }
        }
        if (sum == 0) {
            throw new IllegalStateException("there are positive numbers");
        }
    }
}
