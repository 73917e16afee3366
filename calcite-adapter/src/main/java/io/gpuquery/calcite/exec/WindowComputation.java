package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.GroupTable;
import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.windowing.WindowColumn;
import io.gpuquery.calcite.exec.windowing.WindowFunction;
import io.gpuquery.calcite.exec.windowing.WindowRows;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Windows over rows in memory: one after the other, partitions in parallel. */
final class WindowComputation {
    private final WindowPlan plan;
    private final WindowInput rows;
    private final ExecutionContext context;
    private final MemoryAccount memory;
    /** The numbers of partitions by the columns that make them. */
    private final Map<List<Integer>, int[]> partitions = new HashMap<>();

    private final Map<List<Integer>, Integer> partitionCounts = new HashMap<>();

    WindowComputation(WindowPlan plan, WindowInput rows, ExecutionContext context, MemoryAccount memory) {
        this.plan = plan;
        this.rows = rows;
        this.context = context;
        this.memory = memory;
    }

    /** The results of a window's functions, a value for each row. */
    List<Vector> results(int number) {
        WindowGroup group = plan.group(number);
        int rowCount = rows.rowCount();
        return memory.allocate(plan.bytesPerRow(number) * rowCount, WindowInput.PURPOSE, () -> {
            Runnable check = context.cancellation()::check;
            int @Nullable [] numbers = group.partition().isEmpty() ? null : partitions(group.partition());
            int count = partitionCounts.getOrDefault(group.partition(), 1);
            WindowRows ordered = new WindowRows(rowCount, numbers, count, order(group), group.frame(), check);
            List<WindowColumn> functions = new ArrayList<>();
            for (int call = 0; call < group.calls().size(); call++) {
                functions.add(function(group, group.calls().get(call), plan.arguments(number, call)));
            }
            Workers.run(new PieceFeed(ordered.pieceCount()), context, () -> {
                WindowRows.Worker worker = ordered.worker(functions);
                return unit -> worker.work(unit.index());
            });
            return functions.stream().map(WindowColumn::result).toList();
        });
    }

    private int[] partitions(List<Integer> by) {
        int[] known = partitions.get(by);
        if (known != null) {
            return known;
        }
        GroupTable table = new GroupTable(plan.keyTypes(by), context.blockRows(), memory);
        int[] numbers = new int[rows.rowCount()];
        int[] ofBlock = new int[0];
        int end = 0;
        for (WindowInput.Rows block : rows.blocks()) {
            context.cancellation().check();
            if (ofBlock.length < block.count()) {
                ofBlock = new int[block.count()];
            }
            table.find(plan.keys(by, block.columns()), block.count(), ofBlock);
            System.arraycopy(ofBlock, 0, numbers, end, block.count());
            end += block.count();
        }
        partitions.put(by, numbers);
        partitionCounts.put(by, table.size());
        return numbers;
    }

    private WindowRows.Order order(WindowGroup group) {
        List<Vector> keys = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        List<KeyOrder> orders = new ArrayList<>();
        for (SortKey key : group.order()) {
            keys.add(rows.column(plan.output(key.column())));
            types.add(plan.type(key.column()));
            orders.add(new KeyOrder(key.descending(), key.nullsFirst()));
        }
        return new WindowRows.Order(keys, types, orders);
    }

    private WindowColumn function(WindowGroup group, WindowCall call, int[] outputs) {
        List<Vector> vectors = arguments(call, outputs, rows.rowCount(), rows::column);
        List<ColumnType> types = argumentTypes(call);
        if (call.distinct()) {
            int @Nullable [] numbers = group.partition().isEmpty() ? null : partitions(group.partition());
            vectors.set(0, FirstOccurrences.of(vectors.get(0), types.get(0), numbers, context, memory));
        }
        return WindowColumn.of(
                call.function(),
                call.ignoreNulls(),
                vectors,
                types,
                call.type().type(),
                group.frame(),
                rows.rowCount());
    }

    /** Where values of all rows are. */
    interface Columns {
        Vector get(int column);
    }

    /** A value for each row, or one for all, of each argument. */
    static List<Vector> arguments(WindowCall call, int[] outputs, int rowCount, Columns columns) {
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            Expression argument = call.arguments().get(i);
            if (argument instanceof Constant constant) {
                Vector one = Lanes.constant(constant.value(), argument.type().type());
                // What is not a value may be one for all rows; COUNT looks at all of them row by row.
                boolean isValue = i == 0 || call.function() == WindowFunction.COUNT;
                vectors.add(isValue ? Lanes.repeat(one, rowCount) : one);
            } else {
                vectors.add(columns.get(outputs[i]));
            }
        }
        return vectors;
    }

    static List<ColumnType> argumentTypes(WindowCall call) {
        return call.arguments().stream().map(argument -> argument.type().type()).toList();
    }
}
