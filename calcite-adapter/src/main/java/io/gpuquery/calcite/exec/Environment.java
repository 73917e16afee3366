package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.spilling.SpillStore;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One execution: makes operators of nodes, and keeps what has to be closed. */
final class Environment implements AutoCloseable {
    private final ExecutionContext context;
    private final MemoryAccount memory;
    private final SpillStore store;
    private final List<AutoCloseable> inputs = new CopyOnWriteArrayList<>();

    Environment(ExecutionContext context) {
        this.context = context;
        this.memory = new MemoryAccount(context.memory(), context.limits());
        this.store = new SpillStore(context.limits(), context.receipt().bytesSpilled::add);
    }

    ExecutionContext context() {
        return context;
    }

    MemoryAccount memory() {
        return memory;
    }

    /** Takes over memory to begin with. */
    void deposit(MemoryBudget.Reservation granted) {
        memory.deposit(granted);
    }

    /** What one operator that begins now keeps its rows in; the operator closes it. */
    WorkSpace workSpace() {
        return new WorkSpace(context, memory.child(), store);
    }

    /** Takes filters of what an aggregate reads, and bounds of what a scan reads. */
    Feed feed(PlanNode base, List<KeyFilter> filters, List<KeyBounds> bounds) {
        Feed feed = base instanceof PlanNode.ScanNode scan
                ? new ScanFeed(scan, bounds, context)
                : new CursorFeed(
                        base instanceof PlanNode.AggregateNode aggregate
                                ? new AggregateCursor(aggregate, filters, this)
                                : cursor(base));
        inputs.add(feed);
        return feed;
    }

    /** Takes something that is to be closed at the end. */
    void opened(AutoCloseable input) {
        inputs.add(input);
    }

    BlockCursor cursor(PlanNode node) {
        if (node instanceof PlanNode.AggregateNode aggregate) {
            return new AggregateCursor(aggregate, List.of(), this);
        }
        if (node instanceof PlanNode.SortNode sort) {
            return sort.keys().isEmpty()
                    ? new LimitCursor(cursor(sort.input()), RowBounds.of(sort.offset(), sort.fetch(), context))
                    : new SortCursor(sort, this);
        }
        if (node instanceof PlanNode.LimitNode limit) {
            return new LimitCursor(cursor(limit.input()), RowBounds.of(limit.offset(), limit.fetch(), context));
        }
        if (node instanceof PlanNode.UnionAllNode union) {
            return new UnionCursor(
                    union.types(), union.inputs().stream().map(this::cursor).toList());
        }
        if (node instanceof PlanNode.WindowNode window) {
            return new WindowCursor(window, this);
        }
        if (node instanceof PlanNode.ValuesNode values) {
            return new ValuesCursor(values, context);
        }
        return new PipelineCursor(node, this);
    }

    /** Closes all inputs, those of the top first, then removes temporary files and gives the memory back. Idempotent. */
    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(inputs);
        all.add(store);
        all.add(memory);
        Closing.all(all);
    }
}
