package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.vector.NestedKeys;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.windowing.WindowColumn;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where columns and arguments of windows are among the outputs of their input's program, and which windows can be computed of the same
 * division of the rows.
 */
final class WindowPlan {
    /** An argument that is the same for all rows. */
    static final int CONSTANT = -1;

    /** What a partition's number, and its place in a table, take for each row. */
    private static final long PARTITION_BYTES_PER_ROW = 32;

    private final PlanNode.WindowNode node;
    /** Outputs by column of the input. */
    private final Map<Integer, Integer> columns = new HashMap<>();

    private final List<ValueType> types = new ArrayList<>();
    private final int[] passed;
    private final List<List<int[]>> arguments = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();

    /**
     * Windows that partition rows alike.
     *
     * @param partition columns of the input
     * @param groups their numbers, in order
     */
    record Batch(List<Integer> partition, List<Integer> groups) {}

    WindowPlan(PlanNode.WindowNode node, ProgramBuilder builder) {
        this.node = node;
        this.passed =
                node.passed().stream().mapToInt(column -> add(builder, column)).toArray();
        Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
        for (int number = 0; number < node.groups().size(); number++) {
            WindowGroup group = node.groups().get(number);
            alike.computeIfAbsent(group.partition(), key -> new ArrayList<>()).add(number);
            group.partition().forEach(column -> add(builder, column));
            group.order().forEach(key -> add(builder, key.column()));
            List<int[]> ofCalls = new ArrayList<>();
            for (WindowCall call : group.calls()) {
                ofCalls.add(call.arguments().stream()
                        .mapToInt(argument -> argument instanceof Constant ? CONSTANT : add(builder, argument))
                        .toArray());
            }
            arguments.add(ofCalls);
        }
        alike.forEach((partition, groups) -> batches.add(new Batch(partition, List.copyOf(groups))));
    }

    private int add(ProgramBuilder builder, int column) {
        return columns.computeIfAbsent(
                column,
                index -> add(
                        builder, new InputReference(index, node.input().types().get(index))));
    }

    private int add(ProgramBuilder builder, Expression expression) {
        int output = builder.output(expression);
        while (types.size() <= output) {
            types.add(expression.type());
        }
        return output;
    }

    PlanNode.WindowNode node() {
        return node;
    }

    WindowGroup group(int number) {
        return node.groups().get(number);
    }

    List<Batch> batches() {
        return batches;
    }

    /** Of all outputs. */
    List<ValueType> types() {
        return types;
    }

    int[] passed() {
        return passed.clone();
    }

    /** The outputs that a call takes, or {@link #CONSTANT}. */
    int[] arguments(int group, int call) {
        return arguments.get(group).get(call).clone();
    }

    /** The output that is a column of the input. */
    int output(int column) {
        Integer output = columns.get(column);
        if (output == null) {
            throw new IllegalArgumentException("nobody looks at column " + column);
        }
        return output;
    }

    ColumnType type(int column) {
        return node.input().types().get(column).type();
    }

    /** The types that partitions are told apart by. */
    List<ColumnType> keyTypes(List<Integer> partition) {
        return partition.stream()
                .map(this::type)
                .map(type -> type.isNested() ? ColumnType.VARBINARY : type)
                .toList();
    }

    /** What partitions are told apart by, of rows with these outputs. */
    Vector[] keys(List<Integer> partition, Vector[] outputs) {
        Vector[] keys = new Vector[partition.size()];
        for (int key = 0; key < keys.length; key++) {
            int column = partition.get(key);
            Vector values = outputs[output(column)];
            keys[key] = type(column).isNested() ? NestedKeys.write(values, type(column)) : values;
        }
        return keys;
    }

    /** What computing a window, and its results, take for each row: rows in order, frames, a word for each key. */
    long bytesPerRow(int number) {
        WindowGroup group = group(number);
        long bytes = 6L * Integer.BYTES + 2L * Long.BYTES * group.order().size();
        for (WindowCall call : group.calls()) {
            bytes += WindowColumn.bytesPerRow(call.function());
        }
        return bytes;
    }

    /** The same of some windows, the numbers of partitions included. */
    long bytesPerRow(List<Integer> groups) {
        long bytes = 0;
        for (int group : groups) {
            bytes += bytesPerRow(group) + (group(group).partition().isEmpty() ? 0 : PARTITION_BYTES_PER_ROW);
        }
        return bytes;
    }

    /** The same of all windows. */
    long bytesPerRow() {
        return batches.stream().mapToLong(batch -> bytesPerRow(batch.groups())).sum();
    }
}
