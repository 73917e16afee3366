package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the different arguments of each group, and adds them up at the end: doubles in their order, so that the sum does not depend on
 * who saw which first.
 */
public final class DistinctAccumulator extends Accumulator {
    private final Accumulator inner;
    private final GroupTable table;
    private final int argumentCount;
    private int[] found = new int[0];

    /** Takes what adds up the different arguments, of these types. */
    public DistinctAccumulator(Accumulator inner, List<ColumnType> types, int blockRows, MemoryAccount memory) {
        this.inner = inner;
        this.argumentCount = types.size();
        List<ColumnType> keys = new ArrayList<>();
        keys.add(ColumnType.INTEGER);
        keys.addAll(types);
        this.table = new GroupTable(keys, blockRows, memory);
    }

    @Override
    void grow(int groups) {
        inner.ensure(groups);
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        int[] numbers = groups;
        if (numbers == null) {
            numbers = scratch.ints(count);
            Arrays.fill(numbers, 0, count, 0);
        }
        Vector[] keys = new Vector[argumentCount + 1];
        keys[0] = new IntVector(numbers, count, null, 0, Math.max(0, groupCount() - 1));
        System.arraycopy(arguments, 0, keys, 1, argumentCount);
        if (found.length < count) {
            found = new int[count];
        }
        table.find(keys, count, found);
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        DistinctAccumulator from = (DistinctAccumulator) other;
        Vector[] arguments = from.arguments();
        int count = from.table.size();
        int[] groups = ((IntVector) from.table.values(0)).values();
        int[] mapped = new int[count];
        for (int i = 0; i < count; i++) {
            mapped[i] = numbers[groups[i]];
        }
        add(arguments, count, mapped, new Scratch(0));
    }

    private Vector[] arguments() {
        Vector[] arguments = new Vector[argumentCount];
        for (int i = 0; i < argumentCount; i++) {
            arguments[i] = table.values(i + 1);
        }
        return arguments;
    }

    @Override
    public Vector result() {
        int count = table.size();
        Scratch scratch = new Scratch(0);
        Vector[] arguments = arguments();
        int[] groups = ((IntVector) table.values(0)).values();
        if (argumentCount == 1 && arguments[0] instanceof DoubleVector doubles) {
            int[] order = order(OrderedBits.of(doubles, scratch));
            arguments[0] = doubles.gather(order, count, scratch);
            groups = ((IntVector) Lanes.first(new IntVector(groups, count, null), count)
                            .gather(order, count, scratch))
                    .values();
        }
        inner.add(arguments, count, groups, scratch);
        inner.endSegment();
        int[] same = new int[groupCount()];
        Arrays.setAll(same, i -> i);
        inner.mergeSegment(inner, 0, same);
        return inner.result();
    }

    /** Row numbers in the order of values. */
    private static int[] order(LongVector values) {
        Integer[] rows = new Integer[values.length()];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, (a, b) -> Long.compare(values.values()[a], values.values()[b]));
        return Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
    }
}
