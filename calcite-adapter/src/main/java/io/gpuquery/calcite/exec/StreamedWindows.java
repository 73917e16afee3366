package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.sorting.MergeKey;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.windowing.StretchColumn;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.Closing;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows over partitions that memory has no room for: for each window rows are sorted, in temporary files, by partition and by its order,
 * and then taken {@linkplain PartitionStream stretch by stretch}. In the end they are sorted by their places. Used by one thread.
 */
final class StreamedWindows {
    private final WindowPlan plan;
    private final WindowPlan.Batch batch;
    private final Environment environment;
    private final List<ValueType> types;
    private final List<List<StretchColumn>> functions;

    private StreamedWindows(
            WindowPlan plan,
            WindowPlan.Batch batch,
            List<ValueType> types,
            List<List<StretchColumn>> functions,
            Environment environment) {
        this.plan = plan;
        this.batch = batch;
        this.types = types;
        this.functions = functions;
        this.environment = environment;
    }

    /** Takes windows whose results rows have already. Null if some function needs all rows of a partition. */
    static @Nullable StreamedWindows of(
            WindowPlan plan, WindowPlan.Batch batch, List<Integer> computed, Environment environment) {
        List<ValueType> types = new ArrayList<>(plan.types());
        computed.forEach(group -> plan.group(group).calls().forEach(call -> types.add(call.type())));
        List<List<StretchColumn>> functions = new ArrayList<>();
        for (int number : batch.groups()) {
            WindowGroup group = plan.group(number);
            List<StretchColumn> ofGroup = new ArrayList<>();
            for (WindowCall call : group.calls()) {
                StretchColumn column = call.distinct() ? null : StretchColumn.of(described(group, call));
                if (column == null) {
                    return null;
                }
                ofGroup.add(column);
            }
            functions.add(ofGroup);
        }
        return new StreamedWindows(plan, batch, types, functions, environment);
    }

    private static StretchColumn.Call described(WindowGroup group, WindowCall call) {
        Vector distance = null;
        if (call.arguments().size() < 2) {
            distance = Lanes.constant(new Literal.OfLong(1), ColumnType.BIGINT);
        } else {
            Expression second = call.arguments().get(1);
            if (second instanceof Constant constant) {
                distance = Lanes.constant(constant.value(), constant.type().type());
            }
        }
        return new StretchColumn.Call(
                call.function(),
                call.ignoreNulls(),
                WindowComputation.argumentTypes(call),
                call.type().type(),
                distance,
                group.frame(),
                !group.order().isEmpty());
    }

    /** Takes rows in the order of their places, and what takes them in that order with the results. */
    void compute(List<SpillRun> runs, SpilledWindows.Rows target) {
        Runnable check = environment.context().cancellation()::check;
        List<WorkSpace> open = new ArrayList<>();
        try {
            Sorting sorting = new Sorting(open, 0);
            try (WorkSpace ofRuns = environment.workSpace()) {
                MergedRuns rows = ofRuns.merged(runs, SpilledGroups.byPlace(types.size()));
                for (Vector[] block = rows.next(); block != null; block = rows.next()) {
                    check.run();
                    sorting.add(block, block[block.length - 1].length());
                }
            }
            for (int number = 0; number < batch.groups().size(); number++) {
                int group = batch.groups().get(number);
                Sorting sorted = sorting;
                int width = types.size();
                plan.group(group).calls().forEach(call -> types.add(call.type()));
                Sorting next = new Sorting(open, number + 1);
                new PartitionStream(plan, group, functions.get(number), width, sorted.space, environment.context())
                        .compute(sorted::merged, next::add);
                sorted.space.close();
                sorting = next;
            }
            MergedRuns merged = sorting.merged();
            for (Vector[] block = merged.next(); block != null; block = merged.next()) {
                check.run();
                // Behind the places there are those of the sort.
                target.add(Arrays.copyOf(block, types.size() + 2), block[block.length - 1].length());
            }
        } finally {
            Closing.all(open);
        }
    }

    /** Rows on their way into the order of a window, or, behind the last one, of their places. */
    private final class Sorting {
        private final WorkSpace space;
        private final List<SortKey> keys = new ArrayList<>();
        private final List<ValueType> sortedTypes;
        private final boolean partitioned;
        private final RowStore store;

        Sorting(List<WorkSpace> open, int number) {
            this.space = environment.workSpace();
            open.add(space);
            this.sortedTypes = new ArrayList<>(types);
            sortedTypes.add(ValueType.notNull(ColumnType.BIGINT));
            sortedTypes.add(ValueType.notNull(ColumnType.BIGINT));
            this.partitioned =
                    number < batch.groups().size() && !batch.partition().isEmpty();
            if (number < batch.groups().size()) {
                int column = sortedTypes.size();
                for (ColumnType type : plan.keyTypes(batch.partition())) {
                    keys.add(new SortKey(column++, false, false));
                    sortedTypes.add(ValueType.nullable(type));
                }
                for (SortKey key : plan.group(batch.groups().get(number)).order()) {
                    keys.add(new SortKey(plan.output(key.column()), key.descending(), key.nullsFirst()));
                }
            }
            keys.add(new SortKey(types.size(), false, false));
            keys.add(new SortKey(types.size() + 1, false, false));
            this.store = new RowStore(keys, Long.MAX_VALUE, environment.context(), space);
        }

        /** Adds rows that end with their places. */
        void add(Vector[] columns, int count) {
            Vector[] all = columns;
            if (partitioned) {
                Vector[] more = plan.keys(batch.partition(), columns);
                all = Arrays.copyOf(columns, columns.length + more.length);
                System.arraycopy(more, 0, all, columns.length, more.length);
            }
            store.add(all, null, count);
        }

        /** The rows in order, any number of times. Behind their places they have the keys of their partition. */
        MergedRuns merged() {
            store.spill();
            List<MergeKey> merge = RowStore.mergeKeys(keys, sortedTypes);
            return space.merged(store.runs(), merge);
        }
    }
}
