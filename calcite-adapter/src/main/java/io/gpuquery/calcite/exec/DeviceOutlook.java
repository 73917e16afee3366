package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.calcite.kernel.KernelRequest;
import io.gpuquery.scan.Literal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device would compute of a plan, for people: a line for each table that it may begin with. How batches turn out to be is known when
 * they are there, and the receipt tells what became of them.
 */
public final class DeviceOutlook {
    private final DeviceUse use;
    private final List<@Nullable Literal> parameters;
    private final List<String> lines = new ArrayList<>();

    private DeviceOutlook(DeviceUse use, int parameterCount) {
        this.use = use;
        this.parameters = Collections.nCopies(parameterCount, null);
    }

    /** Takes how many parameters there will be, whose values make no difference. */
    public static List<String> of(PlanNode plan, int parameterCount, DeviceUse use) {
        DeviceOutlook outlook = new DeviceOutlook(use, parameterCount);
        outlook.visit(plan);
        return List.copyOf(outlook.lines);
    }

    private void visit(PlanNode node) {
        boolean ends = node instanceof PlanNode.AggregateNode || node instanceof PlanNode.SortNode;
        Deque<PlanNode> steps = new ArrayDeque<>();
        PlanNode base = ends ? node.inputs().get(0) : node;
        boolean joins = false;
        while (base instanceof PlanNode.FilterNode
                || base instanceof PlanNode.ProjectNode
                || base instanceof PlanNode.JoinNode) {
            steps.push(base);
            joins |= base instanceof PlanNode.JoinNode;
            base.inputs().stream().skip(1).forEach(this::visit);
            base = base.inputs().get(0);
        }
        if (base instanceof PlanNode.ScanNode scan) {
            describe(node, ScanSteps.of(scan, List.copyOf(steps)), !joins);
        } else if (base == node) {
            base.inputs().forEach(this::visit);
        } else {
            visit(base);
        }
    }

    private void describe(PlanNode end, ScanSteps steps, boolean whole) {
        List<String> does = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        if (whole && end instanceof PlanNode.AggregateNode aggregate) {
            String what = aggregate.keys().isEmpty() ? "adds up rows" : "adds up rows by groups";
            attempt(
                    what,
                    () -> DeviceAggregation.request(aggregate, steps, parameters, ExecutionContext.DEFAULT_BLOCK_ROWS),
                    does,
                    refusals);
        }
        if (whole
                && end instanceof PlanNode.SortNode sort
                && sort.fetch() != null
                && !sort.keys().isEmpty()) {
            SortKey key = sort.keys().get(0);
            attempt(
                    "selects rows that may be first",
                    () -> DeviceTop.request(key, 1, steps, parameters, ExecutionContext.DEFAULT_BLOCK_ROWS),
                    does,
                    refusals);
        }
        if (does.isEmpty()) {
            for (Expression condition : steps.conditions()) {
                attempt("selects rows", () -> selection(condition, steps), does, refusals);
            }
        }
        if (!does.isEmpty() || !refusals.isEmpty()) {
            lines.add(steps.scan().name() + ": " + (does.isEmpty() ? "nothing" : does.get(0))
                    + (refusals.isEmpty() ? "" : ", but not " + String.join(", ", refusals)));
        }
    }

    private KernelRequest selection(Expression condition, ScanSteps steps) {
        return new KernelRequest(
                steps.scan().types(),
                List.of(condition),
                List.of(),
                List.of(),
                parameters,
                ExecutionContext.DEFAULT_BLOCK_ROWS);
    }

    private interface Asked {
        KernelRequest request();
    }

    private void attempt(String what, Asked asked, List<String> does, List<String> refusals) {
        try {
            DeviceWork.check(use.device(), asked.request());
            does.add(what);
        } catch (IneligibleException e) {
            refusals.add(e.reason());
        }
    }
}
