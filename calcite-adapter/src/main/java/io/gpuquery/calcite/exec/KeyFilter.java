package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.exec.joining.JoinProber;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.InputReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a join further up leaves out anyway, left out early: rows whose keys the join will not find. It need not leave out all of them.
 *
 * <p>An aggregate of which a join looks up the groups by their keys is told so, and what it reads likewise: groups that nobody asks for
 * are not made.
 *
 * @param join which is prepared before the rows that this looks at are read
 * @param keys of rows here, as the join's left keys are of rows there
 */
record KeyFilter(JoinStep join, List<Expression> keys) {
    KeyFilter {
        keys = List.copyOf(keys);
    }

    /** The same for the rows that a step reads; null if there are no such keys. */
    @Nullable
    KeyFilter below(PlanNode step) {
        if (!keys.stream().allMatch(InputReference.class::isInstance)) {
            return step instanceof PlanNode.FilterNode ? this : null;
        }
        if (step instanceof PlanNode.ProjectNode project) {
            return with(project.expressions());
        }
        if (step instanceof PlanNode.JoinNode node) {
            int leftCount = node.left().types().size();
            return keys.stream().allMatch(key -> index(key) < leftCount) ? this : null;
        }
        if (step instanceof PlanNode.AggregateNode aggregate) {
            int keyCount = aggregate.keys().size();
            boolean groups = aggregate.groupingSets().size() == 1
                    && aggregate.groupingSets().get(0).size() == keyCount
                    && keys.stream().allMatch(key -> index(key) < keyCount);
            return groups ? with(aggregate.keys()) : null;
        }
        return step instanceof PlanNode.FilterNode ? this : null;
    }

    private static int index(Expression key) {
        return ((InputReference) key).index();
    }

    private KeyFilter with(List<Expression> expressions) {
        List<Expression> replaced = new ArrayList<>();
        keys.forEach(key -> replaced.add(expressions.get(index(key))));
        return new KeyFilter(join, replaced);
    }

    /** As a join that finds each row once; takes what makes the columns of its rows, which become outputs. */
    PipelineJoin over(ProgramBuilder left, int columnCount, int blockRows) {
        left.outputAll();
        int[] outputs = keys.stream().mapToInt(left::output).toArray();
        return new PipelineJoin() {
            @Override
            public void prepare() {
                // Whoever owns the join has done so.
            }

            @Override
            public boolean isEmpty() {
                return join.isWithoutRows();
            }

            @Override
            public JoinProber prober() {
                JoinProber prober =
                        new JoinProber(JoinKind.SEMI, join.tableToTry(), columnCount, outputs, null, blockRows);
                return join.isSpilled() ? JoinProber.passing(prober) : JoinProber.optional(prober);
            }

            @Override
            public void close() {
                // Whoever owns the join does so.
            }
        };
    }
}
