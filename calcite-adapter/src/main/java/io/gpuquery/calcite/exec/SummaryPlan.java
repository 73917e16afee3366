package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate without keys that counts rows, or looks for the least and greatest values of columns of a scan: what it needs of rows
 * whose numbers and bounds are known. They need not be read, which is decided anew in each execution.
 *
 * @param filtered whether only rows count that satisfy the hints of the scan
 * @param wanted of each column of the scan
 * @param columns of each call: the column of the scan that it is about; -1 for a count of rows
 */
record SummaryPlan(boolean filtered, List<Summary.Wanted> wanted, List<Integer> columns) {
    private static final int ROWS = -1;

    /** What an aggregate needs; null where it has to look at rows. */
    static @Nullable SummaryPlan of(PlanNode.AggregateNode node) {
        if (!node.groupingSets().equals(List.of(List.of()))) {
            return null;
        }
        List<PlanNode.ProjectNode> projects = new ArrayList<>();
        PlanNode input = node.input();
        while (input instanceof PlanNode.ProjectNode project) {
            projects.add(project);
            input = project.input();
        }
        boolean filtered = input instanceof PlanNode.FilterNode;
        PlanNode base = filtered ? input.inputs().get(0) : input;
        if (!(base instanceof PlanNode.ScanNode scan)
                || (filtered && !scan.source().hintsAreAll())) {
            return null;
        }
        List<Integer> columns = new ArrayList<>();
        for (AggregateCall call : node.calls()) {
            Integer column = column(call, projects);
            if (column == null) {
                return null;
            }
            columns.add(column);
        }
        return new SummaryPlan(
                filtered, wanted(node.calls(), columns, scan.types().size()), columns);
    }

    private static @Nullable Integer column(AggregateCall call, List<PlanNode.ProjectNode> projects) {
        boolean count = call.function() == AggregateFunction.COUNT && !call.distinct();
        boolean extreme = call.function() == AggregateFunction.MIN || call.function() == AggregateFunction.MAX;
        if (call.filter() != null || !(count || extreme) || call.arguments().size() > 1) {
            return null;
        }
        if (call.arguments().isEmpty()) {
            return ROWS;
        }
        Expression argument = call.arguments().get(0);
        for (PlanNode.ProjectNode project : projects) {
            if (!(argument instanceof InputReference reference)) {
                return null;
            }
            argument = project.expressions().get(reference.index());
        }
        return argument instanceof InputReference reference ? (Integer) reference.index() : null;
    }

    private static List<Summary.Wanted> wanted(List<AggregateCall> calls, List<Integer> columns, int columnCount) {
        List<Summary.Wanted> wanted = new ArrayList<>();
        for (int column = 0; column < columnCount; column++) {
            boolean count = false;
            boolean min = false;
            boolean max = false;
            for (int call = 0; call < columns.size(); call++) {
                if (columns.get(call) == column) {
                    count |= calls.get(call).function() == AggregateFunction.COUNT;
                    min |= calls.get(call).function() == AggregateFunction.MIN;
                    max |= calls.get(call).function() == AggregateFunction.MAX;
                }
            }
            wanted.add(new Summary.Wanted(count, min, max));
        }
        return wanted;
    }

    /** What is known for a call. */
    Summary.Values values(Summary summary, int call) {
        int column = columns.get(call);
        return column == ROWS
                ? new Summary.Values(summary.rowCount(), null, null)
                : summary.columns().get(column);
    }
}
