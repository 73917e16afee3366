package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.vector.BatchColumns;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.calcite.kernel.KernelRequest;
import io.gpuquery.calcite.kernel.PartialCall;
import io.gpuquery.calcite.kernel.Partials;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An aggregate over a scan that a device computes, batch by batch; the CPU brings the batches together. */
final class DeviceAggregation implements AutoCloseable {
    /** With fewer rows in each, the CPU has nearly as many groups to bring together as it would have rows to add up. */
    private static final int LEAST_ROWS_OF_GROUP = 4;

    private final DevicePart part;
    private final KernelRequest request;
    private final ExecutionContext context;

    private DeviceAggregation(DevicePart part, KernelRequest request, ExecutionContext context) {
        this.part = part;
        this.request = request;
        this.context = context;
    }

    /**
     * Null where the device cannot, or need not, compute it.
     *
     * @param required whether that is an error where no fallback is allowed
     */
    static @Nullable DeviceAggregation of(
            DeviceUse use, PlanNode.AggregateNode node, ScanSteps steps, ExecutionContext context, boolean required) {
        try {
            KernelRequest request = request(node, steps, context.parameters(), context.blockRows());
            boolean onlyCounted = request.conditions().isEmpty()
                    && request.keys().isEmpty()
                    && request.calls().stream()
                            .allMatch(call -> call.arguments().isEmpty() && call.filter() == null);
            if (onlyCounted) {
                return null;
            }
            DeviceWork.check(use.device(), request);
            return new DeviceAggregation(new DevicePart(use, request, context, required), request, context);
        } catch (IneligibleException e) {
            DevicePart.refuse(use, context, required, e.reason(), e);
            return null;
        }
    }

    /** What is asked of a device; throws what it never does. */
    static KernelRequest request(
            PlanNode.AggregateNode node, ScanSteps steps, List<@Nullable Literal> parameters, int blockRows) {
        if (node.groupingSets().size() != 1
                || node.groupingSets().get(0).size() != node.keys().size()) {
            throw new IneligibleException("several grouping sets");
        }
        List<PartialCall> calls = new ArrayList<>();
        for (AggregateCall call : node.calls()) {
            if (call.function() != AggregateFunction.GROUPING) {
                calls.add(partial(call, steps));
            }
        }
        return new KernelRequest(
                steps.scan().types(),
                steps.conditions(),
                node.keys().stream().map(steps::over).toList(),
                calls,
                parameters,
                blockRows);
    }

    private static PartialCall partial(AggregateCall call, ScanSteps steps) {
        Expression filter = call.filter();
        List<Expression> arguments = call.arguments().stream().map(steps::over).toList();
        boolean extreme = call.function() == AggregateFunction.MIN
                || call.function() == AggregateFunction.MAX
                || call.function() == AggregateFunction.ANY_VALUE;
        if (call.distinct() && !arguments.isEmpty() && !extreme) {
            throw new IneligibleException(call.function() + " of different values of " + arguments);
        }
        Storage storage = call.type().type().storage();
        boolean floating = storage == Storage.FLOAT64 || storage == Storage.FLOAT32;
        PartialCall.Function function = switch (call.function()) {
            case COUNT -> PartialCall.Function.COUNT;
            case SUM, SUM0 -> floating ? PartialCall.Function.DOUBLE_SUM : PartialCall.Function.SUM;
            case MIN, ANY_VALUE -> PartialCall.Function.MIN;
            case MAX -> PartialCall.Function.MAX;
            case SINGLE_VALUE, GROUPING -> throw new IneligibleException(call.function() + " of " + arguments);
        };
        return new PartialCall(function, arguments, filter == null ? null : steps.over(filter));
    }

    /** What one thread needs. */
    Worker worker() {
        return new Worker();
    }

    @Override
    public void close() {
        part.close();
    }

    /** Used by one thread at a time. */
    final class Worker {
        private final DeviceWork work = part.work();
        private @Nullable Partials partials;
        private final BatchColumns columns = new BatchColumns(request.types().size());
        private final @Nullable Evaluator keys = request.keys().isEmpty() ? null : keys();

        private Evaluator keys() {
            ProgramBuilder builder =
                    new ProgramBuilder(request.types(), context.parameters(), context.receipt()::fallback);
            builder.project(request.keys());
            builder.outputAll();
            Program program = builder.build();
            return new Evaluator(program, context.blockRows());
        }

        /** Has a device add a batch up: {@link #partials()} are what comes of it. */
        DevicePart.Outcome aggregate(ColumnBatch batch) {
            return part.attempt(batch, () -> {
                Partials made = work.aggregate(batch);
                partials = made;
                if (made != null && made.rest() != null) {
                    context.receipt().fallback("rows of groups for which a table on the device has no place");
                }
                if (made != null && made.firstRows().length > batch.selectedCount() / LEAST_ROWS_OF_GROUP) {
                    part.stopUnlessChosen("groups of so few rows that the CPU would have nearly as much to do");
                }
                return made != null;
            });
        }

        /** What was added up of the last batch. */
        Partials partials() {
            return Objects.requireNonNull(partials);
        }

        /** The keys of some rows of a batch, for somebody who uses them before the next call. */
        Vector[] keys(ColumnBatch batch, int[] rows) {
            Evaluator evaluator = Objects.requireNonNull(keys);
            columns.open(batch);
            try {
                columns.select(0, batch.selectedCount());
                Frame frame = evaluator.start(new Rows(columns, rows), rows.length);
                return evaluator.outputs(Objects.requireNonNull(frame));
            } finally {
                columns.close();
            }
        }
    }

    /** Some rows of a batch as if they were all. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Rows(BatchColumns columns, int[] rows) implements ColumnSource {
        @Override
        public Vector column(int index, Scratch scratch) {
            return columns.gather(index, rows, rows.length, scratch);
        }

        @Override
        public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
            int[] chosen = scratch.ints(positionCount);
            for (int i = 0; i < positionCount; i++) {
                chosen[i] = rows[positions[i]];
            }
            return columns.gather(index, chosen, positionCount, scratch);
        }
    }
}
