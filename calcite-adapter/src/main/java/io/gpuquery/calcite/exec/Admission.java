package io.gpuquery.calcite.exec;

import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets an execution begin once there is memory for it to work with: what it has from then on, so that statements that are under way always
 * have some, and end. One that keeps no rows begins at once.
 */
final class Admission {
    private static final long MOST_BYTES = 8 << 20;
    /** As many statements find room, or more. */
    private static final int STATEMENTS = 16;

    private final ExecutionContext context;

    Admission(ExecutionContext context) {
        this.context = context;
    }

    /** Waits if need be; takes what tells that nobody wants the rows any more. Null if the plan needs no memory. */
    MemoryBudget.@Nullable Reservation await(PlanNode plan, BooleanSupplier closed) {
        if (!keepsRows(plan)) {
            return null;
        }
        MemoryBudget budget = context.memory();
        long bytes = Math.min(MOST_BYTES, budget.heapLimitBytes() / STATEMENTS);
        long wanted = context.limits().memoryBytes();
        if (wanted > 0) {
            bytes = Math.min(bytes, wanted);
        }
        MemoryBudget.Reservation granted = budget.awaitHeap(
                bytes,
                context.limits().admissionTimeout(),
                () -> closed.getAsBoolean() || context.cancellation().isCancelled());
        if (granted == null) {
            context.cancellation().check();
            if (closed.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the statement was cancelled while it waited for memory");
            }
            throw new DataException(
                    "The statement waited "
                            + context.limits().admissionTimeout().toMillis() + " ms for " + bytes
                            + " bytes of memory to begin with, and others have it all",
                    Location.none(),
                    "Try again later, close results that nobody reads, raise the option \"admissionTimeout\", or lower"
                            + " \"queryMemory\" so that each statement takes less.");
        }
        return granted;
    }

    private static boolean keepsRows(PlanNode plan) {
        boolean keeps = plan instanceof PlanNode.JoinNode
                || plan instanceof PlanNode.WindowNode
                || (plan instanceof PlanNode.SortNode sort && !sort.keys().isEmpty())
                || (plan instanceof PlanNode.AggregateNode aggregate && keepsGroups(aggregate));
        return keeps || plan.inputs().stream().anyMatch(Admission::keepsRows);
    }

    private static boolean keepsGroups(PlanNode.AggregateNode aggregate) {
        List<AggregateCall> calls = aggregate.calls();
        return !aggregate.keys().isEmpty() || calls.stream().anyMatch(AggregateCall::distinct);
    }
}
