package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.spilling.SpillFile;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the different arguments of each group, and adds them up at the end: doubles in their order, so that the sum does not depend on
 * who saw which first. Arguments that memory has no room for go to temporary files, see {@link DistinctRuns}.
 */
public final class DistinctAccumulator extends Accumulator {
    private final Accumulator inner;
    private final List<ColumnType> keyTypes;
    private final int blockRows;
    private final MemoryAccount memory;
    private final int argumentCount;
    private final DistinctRuns runs;
    private MemoryAccount memoryOfTable;
    private GroupTable table;
    private int[] found = new int[0];

    /** Takes what adds up the different arguments, of these types, and what makes temporary files. */
    public DistinctAccumulator(
            Accumulator inner,
            List<ColumnType> types,
            int blockRows,
            MemoryAccount memory,
            Supplier<SpillFile> files,
            Runnable check) {
        this.inner = inner;
        this.argumentCount = types.size();
        this.keyTypes = new ArrayList<>();
        keyTypes.add(ColumnType.INTEGER);
        keyTypes.addAll(types);
        this.blockRows = blockRows;
        this.memory = memory;
        this.memoryOfTable = memory.child();
        this.table = new GroupTable(keyTypes, blockRows, memoryOfTable);
        this.runs = new DistinctRuns(types, blockRows, files, check);
    }

    @Override
    void grow(int groups) {
        inner.ensure(groups);
    }

    @Override
    int bytesPerGroup() {
        return inner.bytesPerGroup();
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

    /** Worth it only if there are many. */
    @Override
    public void spill() {
        if (table.size() >= runs.leastRows(memory)) {
            spillAll();
        }
    }

    private void spillAll() {
        if (table.size() > 0) {
            runs.write(arguments(), groups(), table.size());
            memoryOfTable.close();
            memoryOfTable = memory.child();
            table = new GroupTable(keyTypes, blockRows, memoryOfTable);
        }
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        DistinctAccumulator from = (DistinctAccumulator) other;
        runs.addAll(from.runs, numbers);
        Vector[] arguments = from.arguments();
        int count = from.table.size();
        int[] groups = from.groups();
        int[] rows = new int[blockRows];
        int[] mapped = new int[blockRows];
        for (int first = 0; first < count; first += blockRows) {
            int kept = 0;
            for (int i = first; i < Math.min(count, first + blockRows); i++) {
                rows[kept] = i;
                mapped[kept] = numbers[groups[i]];
                kept += mapped[kept] < 0 ? 0 : 1;
            }
            Scratch fresh = new Scratch(0);
            Vector[] some = new Vector[argumentCount];
            for (int argument = 0; argument < argumentCount; argument++) {
                some[argument] = arguments[argument].gather(rows, kept, fresh);
            }
            if (kept > 0) {
                add(some, kept, mapped, fresh);
            }
            if (memory.isOver()) {
                spill();
            }
        }
    }

    private int[] groups() {
        return ((IntVector) table.values(0)).values();
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
        if (!runs.isEmpty()) {
            spillAll();
            runs.addUp(inner, groupCount());
        } else {
            addUpAll();
        }
        inner.endSegment();
        int[] same = new int[groupCount()];
        Arrays.setAll(same, i -> i);
        inner.mergeSegment(inner, 0, same);
        return inner.result();
    }

    private void addUpAll() {
        int count = table.size();
        Scratch scratch = new Scratch(0);
        Vector[] arguments = arguments();
        int[] groups = groups();
        if (argumentCount == 1 && arguments[0] instanceof DoubleVector doubles) {
            int[] order = order(OrderedBits.of(doubles, scratch));
            arguments[0] = doubles.gather(order, count, scratch);
            groups = ((IntVector) Lanes.first(new IntVector(groups, count, null), count)
                            .gather(order, count, scratch))
                    .values();
        }
        inner.add(arguments, count, groups, scratch);
    }

    /** Row numbers in the order of values. */
    private static int[] order(LongVector values) {
        Integer[] rows = new Integer[values.length()];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, (a, b) -> Long.compare(values.values()[a], values.values()[b]));
        return Arrays.stream(rows).mapToInt(Integer::intValue).toArray();
    }
}
