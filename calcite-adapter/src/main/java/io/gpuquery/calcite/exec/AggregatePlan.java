package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.grouping.Accumulator;
import io.gpuquery.calcite.exec.grouping.CountAccumulator;
import io.gpuquery.calcite.exec.grouping.DistinctAccumulator;
import io.gpuquery.calcite.exec.grouping.DoubleSum;
import io.gpuquery.calcite.exec.grouping.ExactSum;
import io.gpuquery.calcite.exec.grouping.Extreme;
import io.gpuquery.calcite.exec.grouping.GroupTable;
import io.gpuquery.calcite.exec.grouping.Grouping;
import io.gpuquery.calcite.exec.grouping.SingleValue;
import io.gpuquery.calcite.exec.grouping.TextExtreme;
import io.gpuquery.calcite.exec.vector.Booleans;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.Partials;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the keys, arguments and filters of an aggregate are among the outputs of its input's program, and what takes them. */
final class AggregatePlan {
    private static final int NO_FILTER = -1;

    private final PlanNode.AggregateNode node;
    private final Environment environment;
    private final int[] keys;
    private final List<Call> calls = new ArrayList<>();

    /** An aggregate, and the outputs that it takes. */
    private static final class Call {
        final AggregateCall call;
        final int[] arguments;
        final int filter;

        Call(AggregateCall call, int[] arguments, int filter) {
            this.call = call;
            this.arguments = arguments;
            this.filter = filter;
        }
    }

    AggregatePlan(PlanNode.AggregateNode node, ProgramBuilder builder, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.keys = node.keys().stream().mapToInt(builder::output).toArray();
        for (AggregateCall call : node.calls()) {
            boolean constant = call.function() == AggregateFunction.GROUPING;
            int[] arguments = constant
                    ? new int[0]
                    : call.arguments().stream().mapToInt(builder::output).toArray();
            Expression filter = call.filter();
            calls.add(new Call(call, arguments, filter == null ? NO_FILTER : builder.output(filter)));
        }
    }

    /** Nothing so far, for one grouping set. */
    Grouping grouping(int set, WorkSpace space) {
        List<ColumnType> types = new ArrayList<>();
        for (int key : node.groupingSets().get(set)) {
            types.add(node.keys().get(key).type().type());
        }
        List<Accumulator> accumulators = new ArrayList<>();
        for (Call call : calls) {
            if (call.call.function() != AggregateFunction.GROUPING) {
                accumulators.add(accumulator(call.call, space));
            }
        }
        GroupTable table = new GroupTable(types, environment.context().blockRows(), space.memory());
        return new Grouping(table, !types.isEmpty(), accumulators);
    }

    private Accumulator accumulator(AggregateCall call, WorkSpace space) {
        List<ColumnType> types = call.arguments().stream()
                .map(argument -> argument.type().type())
                .toList();
        Accumulator plain = switch (call.function()) {
            case COUNT -> new CountAccumulator();
            case SUM, SUM0 -> sum(call, space);
            case MIN, ANY_VALUE -> extreme(types.get(0), false, space);
            case MAX -> extreme(types.get(0), true, space);
            case SINGLE_VALUE -> new SingleValue(extreme(types.get(0), false, space));
            case GROUPING -> throw new IllegalArgumentException("GROUPING adds nothing up");
        };
        boolean matters = call.function() == AggregateFunction.COUNT
                || call.function() == AggregateFunction.SUM
                || call.function() == AggregateFunction.SUM0;
        return call.distinct() && matters && !types.isEmpty()
                ? new DistinctAccumulator(
                        plain,
                        types,
                        environment.context().blockRows(),
                        space.memory(),
                        space::sharedFile,
                        environment.context().cancellation()::check)
                : plain;
    }

    private static Accumulator sum(AggregateCall call, WorkSpace space) {
        boolean zeroOfNothing = call.function() == AggregateFunction.SUM0;
        ColumnType type = call.type().type();
        return isFloatingSum(call)
                ? new DoubleSum(zeroOfNothing, space.memory())
                : new ExactSum(type, zeroOfNothing, call.filter() == null && !call.distinct());
    }

    private static Accumulator extreme(ColumnType type, boolean greatest, WorkSpace space) {
        return type.storage() == Storage.VIEW ? new TextExtreme(greatest, space.memory()) : new Extreme(type, greatest);
    }

    GroupingStep step(int set, Grouping grouping, WorkSpace space) {
        return new GroupingStep(this, set, grouping, space);
    }

    /** The keys of a grouping set, as outputs. */
    int[] keys(int set) {
        return node.groupingSets().get(set).stream().mapToInt(key -> keys[key]).toArray();
    }

    /** All outputs that a grouping set takes, each once. */
    int[] outputs(int set) {
        Set<Integer> outputs = new LinkedHashSet<>();
        for (int key : keys(set)) {
            outputs.add(key);
        }
        for (Call call : calls) {
            for (int argument : call.arguments) {
                outputs.add(argument);
            }
            if (call.filter != NO_FILTER) {
                outputs.add(call.filter);
            }
        }
        return outputs.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether what is added up grows with the rows, and not just with the groups. */
    boolean growsWithRows() {
        return calls.stream().anyMatch(call -> call.call.distinct() || isFloatingSum(call.call));
    }

    private static boolean isFloatingSum(AggregateCall call) {
        boolean sum = call.function() == AggregateFunction.SUM || call.function() == AggregateFunction.SUM0;
        Storage storage = call.type().type().storage();
        return sum && (storage == Storage.FLOAT64 || storage == Storage.FLOAT32);
    }

    /** The outputs of some rows. */
    interface Outputs {
        Vector get(int output);
    }

    /**
     * Adds rows to the accumulators of a grouping.
     *
     * @param groups of each row; null: there is but one
     */
    void add(Grouping grouping, Outputs outputs, int count, int @Nullable [] groups, Scratch scratch) {
        int next = 0;
        for (Call call : calls) {
            if (call.call.function() != AggregateFunction.GROUPING) {
                add(grouping.accumulators().get(next++), call, outputs, count, groups, scratch);
            }
        }
    }

    private static void add(
            Accumulator accumulator,
            Call call,
            Outputs outputs,
            int rowCount,
            int @Nullable [] groups,
            Scratch scratch) {
        int count = rowCount;
        int @Nullable [] numbers = groups;
        int @Nullable [] rows = null;
        if (call.filter != NO_FILTER) {
            rows = scratch.ints(count);
            count = Booleans.select((IntVector) outputs.get(call.filter), rows);
            numbers = groups == null ? null : select(groups, rows, count, scratch);
        }
        if (count == 0) {
            return;
        }
        Vector[] arguments = new Vector[call.arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            Vector all = outputs.get(call.arguments[i]);
            arguments[i] = rows == null ? all : all.gather(rows, count, scratch);
        }
        accumulator.add(arguments, count, numbers, scratch);
    }

    /** Adds what was added up of a batch elsewhere, of groups with these numbers. */
    void add(Grouping grouping, Partials partials, int @Nullable [] groups) {
        int count = partials.rowCounts().length;
        Scratch scratch = new Scratch(0);
        int next = 0;
        for (Call call : calls) {
            if (call.call.function() != AggregateFunction.GROUPING) {
                add(grouping.accumulators().get(next), call.call, partials.calls()[next], count, groups, scratch);
                next++;
            }
        }
    }

    private static void add(
            Accumulator accumulator,
            AggregateCall call,
            Partials.Call partial,
            int count,
            int @Nullable [] groups,
            Scratch scratch) {
        if (accumulator instanceof CountAccumulator counter) {
            counter.addCounts(partial.counts(), count, groups);
            return;
        }
        if (accumulator instanceof DoubleSum sum) {
            for (double block : partial.blockSums()) {
                sum.addBlock(block);
            }
            return;
        }
        int[] nulls = new int[count];
        int any = 0;
        for (int i = 0; i < count; i++) {
            nulls[i] = partial.counts()[i] == 0 ? 1 : 0;
            any |= nulls[i];
        }
        int @Nullable [] flags = any == 0 ? null : nulls;
        Storage storage = call.type().type().storage();
        Vector vector;
        if (accumulator instanceof ExactSum) {
            vector = new WideVector(partial.high(), partial.low(), count, flags, WideVector.ANY_BITS);
        } else if (storage == Storage.FLOAT32 || storage == Storage.FLOAT64) {
            vector = OrderedBits.doubles(partial.low(), count, flags);
        } else {
            vector = new LongVector(partial.low(), count, flags);
        }
        accumulator.add(new Vector[] {vector}, count, groups, scratch);
    }

    private static int[] select(int[] groups, int[] rows, int count, Scratch scratch) {
        int[] selected = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            selected[i] = groups[rows[i]];
        }
        return selected;
    }

    /** Adds what is known of rows that were not read to the only group. */
    void add(SummaryPlan plan, Summary summary, Grouping grouping) {
        Scratch scratch = new Scratch(0);
        for (int i = 0; i < calls.size(); i++) {
            AggregateCall call = calls.get(i).call;
            Summary.Values values = plan.values(summary, i);
            Accumulator accumulator = grouping.accumulators().get(i);
            if (accumulator instanceof CountAccumulator counter) {
                counter.add(values.count());
                continue;
            }
            Literal extreme = call.function() == AggregateFunction.MIN ? values.min() : values.max();
            if (extreme != null) {
                ColumnType type = call.arguments().get(0).type().type();
                accumulator.add(new Vector[] {Lanes.constant(extreme, type)}, 1, null, scratch);
            }
        }
    }

    /** One row for each group of a grouping set. */
    Vector[] result(int set, Grouping grouping) {
        List<Integer> keysOfSet = node.groupingSets().get(set);
        int count = grouping.groupCount();
        List<Vector> columns = new ArrayList<>();
        for (int key = 0; key < node.keys().size(); key++) {
            int index = keysOfSet.indexOf(key);
            ColumnType type = node.keys().get(key).type().type();
            columns.add(
                    index < 0
                            ? Lanes.repeat(Lanes.constant(null, type), count)
                            : grouping.table().values(index));
        }
        int next = 0;
        for (Call call : calls) {
            columns.add(
                    call.call.function() == AggregateFunction.GROUPING
                            ? Lanes.repeat(groupingBits(call.call, keysOfSet), count)
                            : grouping.accumulators().get(next++).result());
        }
        return columns.toArray(Vector[]::new);
    }

    private Vector groupingBits(AggregateCall call, List<Integer> keysOfSet) {
        long bits = 0;
        for (Expression argument : call.arguments()) {
            int key = node.keys().indexOf(argument);
            if (key < 0) {
                throw new IllegalArgumentException("GROUPING of " + argument + ", which is no key");
            }
            bits = (bits << 1) | (keysOfSet.contains(key) ? 0 : 1);
        }
        return new LongVector(new long[] {bits}, 1, null, bits, bits);
    }
}
