package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
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
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
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
    Grouping grouping(int set) {
        List<ColumnType> types = new ArrayList<>();
        for (int key : node.groupingSets().get(set)) {
            types.add(node.keys().get(key).type().type());
        }
        List<Accumulator> accumulators = new ArrayList<>();
        for (Call call : calls) {
            if (call.call.function() != AggregateFunction.GROUPING) {
                accumulators.add(accumulator(call.call));
            }
        }
        GroupTable table = new GroupTable(types, environment.context().blockRows(), environment.memory());
        return new Grouping(table, !types.isEmpty(), accumulators);
    }

    private Accumulator accumulator(AggregateCall call) {
        List<ColumnType> types = call.arguments().stream()
                .map(argument -> argument.type().type())
                .toList();
        Accumulator plain = switch (call.function()) {
            case COUNT -> new CountAccumulator();
            case SUM, SUM0 -> sum(call);
            case MIN, ANY_VALUE -> extreme(types.get(0), false);
            case MAX -> extreme(types.get(0), true);
            case SINGLE_VALUE -> new SingleValue(extreme(types.get(0), false));
            case GROUPING -> throw new IllegalArgumentException("GROUPING adds nothing up");
        };
        boolean matters = call.function() == AggregateFunction.COUNT
                || call.function() == AggregateFunction.SUM
                || call.function() == AggregateFunction.SUM0;
        return call.distinct() && matters && !types.isEmpty()
                ? new DistinctAccumulator(plain, types, environment.context().blockRows(), environment.memory())
                : plain;
    }

    private Accumulator sum(AggregateCall call) {
        boolean zeroOfNothing = call.function() == AggregateFunction.SUM0;
        ColumnType type = call.type().type();
        boolean floating = type.storage() == Storage.FLOAT64 || type.storage() == Storage.FLOAT32;
        return floating
                ? new DoubleSum(zeroOfNothing, environment.memory())
                : new ExactSum(type, zeroOfNothing, call.filter() == null && !call.distinct());
    }

    private static Accumulator extreme(ColumnType type, boolean greatest) {
        return type.storage() == Storage.VIEW ? new TextExtreme(greatest) : new Extreme(type, greatest);
    }

    Step step(int set, Grouping grouping) {
        return new Step(node.groupingSets().get(set), grouping);
    }

    /** Adds blocks to one grouping. */
    final class Step {
        private final List<Integer> keysOfSet;
        private final Grouping grouping;
        private int[] groups = new int[0];

        private Step(List<Integer> keysOfSet, Grouping grouping) {
            this.keysOfSet = keysOfSet;
            this.grouping = grouping;
        }

        void accept(Evaluator evaluator, Frame frame) {
            int count = frame.count();
            int @Nullable [] numbers = null;
            if (!keysOfSet.isEmpty()) {
                if (groups.length < count) {
                    groups = new int[count];
                }
                Vector[] vectors = new Vector[keysOfSet.size()];
                for (int i = 0; i < vectors.length; i++) {
                    vectors[i] = evaluator.output(frame, keys[keysOfSet.get(i)]);
                }
                grouping.table().find(vectors, count, groups);
                grouping.ensure();
                numbers = groups;
            }
            int next = 0;
            for (Call call : calls) {
                if (call.call.function() != AggregateFunction.GROUPING) {
                    add(grouping.accumulators().get(next++), call, evaluator, frame, numbers);
                }
            }
        }
    }

    private static void add(
            Accumulator accumulator, Call call, Evaluator evaluator, Frame frame, int @Nullable [] groups) {
        Scratch scratch = frame.scratch();
        int count = frame.count();
        int @Nullable [] numbers = groups;
        int @Nullable [] rows = null;
        if (call.filter != NO_FILTER) {
            rows = scratch.ints(count);
            count = Booleans.select((IntVector) evaluator.output(frame, call.filter), rows);
            numbers = groups == null ? null : select(groups, rows, count, scratch);
        }
        if (count == 0) {
            return;
        }
        Vector[] arguments = new Vector[call.arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            Vector all = evaluator.output(frame, call.arguments[i]);
            arguments[i] = rows == null ? all : all.gather(rows, count, scratch);
        }
        accumulator.add(arguments, count, numbers, scratch);
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
