package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.grouping.GroupTable;
import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.NestedKeys;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.windowing.WindowColumn;
import io.gpuquery.calcite.exec.windowing.WindowRows;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The input's rows, in its order, with results of window functions: all input is read at the first call; then window after window is
 * computed, partitions in parallel.
 */
final class WindowCursor implements BlockCursor {
    private final PlanNode.WindowNode node;
    private final Environment environment;
    private final ExecutionContext context;
    private final Pipeline pipeline;
    private final int[] passed;
    /** Outputs of the pipeline by column of the input. */
    private final Map<Integer, Integer> columns = new HashMap<>();

    private final List<List<int[]>> arguments = new ArrayList<>();
    /** The numbers of partitions by the columns that make them. */
    private final Map<List<Integer>, int[]> partitions = new HashMap<>();

    private final Map<List<Integer>, Integer> partitionCounts = new HashMap<>();

    private @Nullable WindowInput input;
    private List<Vector> results = List.of();
    private int nextChunk;
    private int rowsBefore;

    WindowCursor(PlanNode.WindowNode node, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.context = environment.context();
        this.pipeline = Pipeline.of(node.input(), environment);
        ProgramBuilder builder = pipeline.builder();
        this.passed = node.passed().stream()
                .mapToInt(column -> output(builder, column))
                .toArray();
        for (WindowGroup group : node.groups()) {
            group.partition().forEach(column -> output(builder, column));
            group.order().forEach(key -> output(builder, key.column()));
            List<int[]> ofCalls = new ArrayList<>();
            for (WindowCall call : group.calls()) {
                ofCalls.add(call.arguments().stream()
                        .mapToInt(argument -> argument instanceof Constant ? -1 : builder.output(argument))
                        .toArray());
            }
            arguments.add(ofCalls);
        }
    }

    private int output(ProgramBuilder builder, int column) {
        return columns.computeIfAbsent(
                column,
                index -> builder.output(
                        new InputReference(index, node.input().types().get(index))));
    }

    @Override
    public @Nullable Block next() {
        WindowInput rows = input;
        if (rows == null) {
            pipeline.prepare();
            rows = WindowInput.read(pipeline, environment);
            pipeline.close();
            input = rows;
            results = rows.rowCount() == 0 ? List.of() : compute(rows);
        }
        if (nextChunk == rows.chunks().size()) {
            return null;
        }
        WindowInput.Chunk chunk = rows.chunks().get(nextChunk++);
        Vector[] all = new Vector[passed.length + results.size()];
        for (int i = 0; i < passed.length; i++) {
            all[i] = chunk.columns().get(passed[i]);
        }
        int[] numbers = new int[chunk.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = rowsBefore + i;
        }
        rowsBefore += chunk.count();
        Scratch fresh = new Scratch(0);
        for (int i = 0; i < results.size(); i++) {
            all[passed.length + i] = results.get(i).gather(numbers, numbers.length, fresh);
        }
        return new Block(node.types(), all, chunk.count());
    }

    private List<Vector> compute(WindowInput rows) {
        List<Vector> all = new ArrayList<>();
        for (int group = 0; group < node.groups().size(); group++) {
            all.addAll(compute(rows, node.groups().get(group), arguments.get(group)));
        }
        return all;
    }

    private List<Vector> compute(WindowInput rows, WindowGroup group, List<int[]> outputs) {
        int rowCount = rows.rowCount();
        // Rows in order, frames, and a word for each key.
        long bytes = (6L * Integer.BYTES + 2L * Long.BYTES * group.order().size()) * rowCount;
        for (WindowCall call : group.calls()) {
            bytes += WindowColumn.bytesPerRow(call.function()) * rowCount;
        }
        return environment.memory().allocate(bytes, WindowInput.PURPOSE, () -> {
            Runnable check = context.cancellation()::check;
            int @Nullable [] numbers = group.partition().isEmpty() ? null : partitions(rows, group.partition());
            int count = partitionCounts.getOrDefault(group.partition(), 1);
            WindowRows ordered = new WindowRows(rowCount, numbers, count, order(rows, group), group.frame(), check);
            List<WindowColumn> functions = new ArrayList<>();
            for (int call = 0; call < group.calls().size(); call++) {
                functions.add(function(rows, group, group.calls().get(call), outputs.get(call)));
            }
            Workers.run(new PieceFeed(ordered.pieceCount()), context, () -> {
                WindowRows.Worker worker = ordered.worker(functions);
                return unit -> worker.work(unit.index());
            });
            return functions.stream().map(WindowColumn::result).toList();
        });
    }

    private int[] partitions(WindowInput rows, List<Integer> by) {
        int[] known = partitions.get(by);
        if (known != null) {
            return known;
        }
        List<ColumnType> types = by.stream()
                .map(this::type)
                .map(type -> type.isNested() ? ColumnType.VARBINARY : type)
                .toList();
        GroupTable table = new GroupTable(types, context.blockRows(), environment.memory());
        int[] numbers = new int[rows.rowCount()];
        int[] ofChunk = new int[0];
        int end = 0;
        for (WindowInput.Chunk chunk : rows.chunks()) {
            context.cancellation().check();
            if (ofChunk.length < chunk.count()) {
                ofChunk = new int[chunk.count()];
            }
            Vector[] keys = by.stream()
                    .map(column -> key(chunk.columns().get(output(pipeline.builder(), column)), type(column)))
                    .toArray(Vector[]::new);
            table.find(keys, chunk.count(), ofChunk);
            System.arraycopy(ofChunk, 0, numbers, end, chunk.count());
            end += chunk.count();
        }
        partitions.put(by, numbers);
        partitionCounts.put(by, table.size());
        return numbers;
    }

    private ColumnType type(int column) {
        return node.input().types().get(column).type();
    }

    private static Vector key(Vector values, ColumnType type) {
        return type.isNested() ? NestedKeys.write(values, type) : values;
    }

    private WindowRows.Order order(WindowInput rows, WindowGroup group) {
        List<Vector> keys = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        List<KeyOrder> orders = new ArrayList<>();
        for (SortKey key : group.order()) {
            keys.add(rows.column(output(pipeline.builder(), key.column())));
            types.add(type(key.column()));
            orders.add(new KeyOrder(key.descending(), key.nullsFirst()));
        }
        return new WindowRows.Order(keys, types, orders);
    }

    private WindowColumn function(WindowInput rows, WindowGroup group, WindowCall call, int[] outputs) {
        List<Vector> vectors = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            Expression argument = call.arguments().get(i);
            ValueType type = argument.type();
            types.add(type.type());
            if (argument instanceof Constant constant) {
                Vector one = Lanes.constant(constant.value(), type.type());
                // What is not the value may be one for all rows.
                vectors.add(i == 0 ? Lanes.repeat(one, rows.rowCount()) : one);
            } else {
                vectors.add(rows.column(outputs[i]));
            }
        }
        if (call.distinct()) {
            int @Nullable [] numbers = group.partition().isEmpty() ? null : partitions(rows, group.partition());
            vectors.set(0, FirstOccurrences.of(vectors.get(0), types.get(0), numbers, context, environment.memory()));
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

    @Override
    public void close() {
        pipeline.close();
    }
}
