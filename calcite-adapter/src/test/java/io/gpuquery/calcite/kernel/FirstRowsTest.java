package io.gpuquery.calcite.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.Validity;
import io.gpuquery.device.metal.MetalStandIn;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.Cancellation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of many rows a device selects the first ones, and few others. */
class FirstRowsTest {
    private static final ValueType INTEGER = ValueType.notNull(ColumnType.INTEGER);
    private static final int ROWS = 60_000;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    private static KernelRequest request(boolean descending, int rowCount) {
        Expression column = new Expression.InputReference(0, INTEGER);
        TopKey top = new TopKey(column, descending, false, rowCount);
        return new KernelRequest(List.of(INTEGER), List.of(), List.of(), List.of(), List.of(), 2048, top, false);
    }

    private static DeviceWork work(KernelDevice device, KernelRequest request) {
        KernelCounters counters = new KernelCounters(
                new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        return new DeviceWork(
                device,
                request,
                (expression, index, of) -> {
                    throw new IneligibleException("there are no texts");
                },
                counters,
                new Cancellation());
    }

    private static int[] select(DeviceWork work, MemoryBlock block, int[] values) {
        ByteBuffer bytes = block.slice(0, Integer.BYTES * values.length);
        bytes.asIntBuffer().put(values);
        FixedWidthColumn column = new FixedWidthColumn(
                ColumnType.INTEGER,
                Storage.INT32,
                values.length,
                Validity.allValid(values.length),
                new BufferSlice(block, 0, Integer.BYTES * values.length));
        TableSchema schema = new TableSchema(List.of(new ColumnDefinition("x", ColumnType.INTEGER, false)));
        try (ColumnBatch batch = new ColumnBatch(schema, values.length, List.of(column))) {
            int[] bits = Objects.requireNonNull(work.select(batch));
            return IntStream.range(0, values.length)
                    .filter(row -> ((bits[row >>> 5] >>> row) & 1) != 0)
                    .toArray();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void fewOthersAreSelected(TestDevice kind) {
        kind.require();
        Random random = new Random(5);
        int[] shuffled = random.ints(ROWS).toArray();
        int[] ascending = IntStream.range(0, ROWS).toArray();
        try (KernelDevice device = kind.open()) {
            for (boolean descending : new boolean[] {false, true}) {
                for (int[] values : List.of(shuffled, ascending)) {
                    int wanted = 50;
                    int[] sorted = values.clone();
                    Arrays.sort(sorted);
                    int last = descending ? sorted[ROWS - wanted] : sorted[wanted - 1];
                    int next = descending ? last - 1 : last + 1;
                    try (MemoryBlock block = MemoryBlock.allocate((long) Integer.BYTES * ROWS);
                            DeviceWork work = work(device, request(descending, wanted))) {
                        int[] selected = select(work, block, values);
                        assertThat(selected).hasSizeBetween(wanted, 4 * wanted);
                        assertThat(Arrays.stream(selected).map(row -> values[row]))
                                .contains(last);
                        int[] worse = new int[ROWS];
                        Arrays.fill(worse, next);
                        worse[7] = last;
                        int[] more = select(work, block, worse);
                        // Others of that batch need not be: as many as are wanted were seen before.
                        assertThat(more).contains(7);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void allRowsAreSelectedWhereThereAreNoMore(TestDevice kind) {
        kind.require();
        try (KernelDevice device = kind.open();
                MemoryBlock block = MemoryBlock.allocate(4096);
                DeviceWork work = work(device, request(false, 100))) {
            int[] few = {3, 1, 2};
            assertThat(select(work, block, few)).containsExactly(0, 1, 2);
        }
    }
}
