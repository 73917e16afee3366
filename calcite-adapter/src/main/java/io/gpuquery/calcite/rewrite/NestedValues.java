package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Keeps from UNNEST what its code cannot take: an array or map that is null has no elements. Several that are taken apart together
 * give all combinations, of which there is none if one of them is null.
 */
final class NestedValues extends RelShuttleImpl {
    private NestedValues() {}

    static RelNode apply(RelNode query) {
        return query.accept(new NestedValues());
    }

    @Override
    public RelNode visit(RelNode other) {
        RelNode visited = super.visit(other);
        if (!(visited instanceof Uncollect uncollect)) {
            return visited;
        }
        RelNode input = uncollect.getInput();
        RexBuilder builder = uncollect.getCluster().getRexBuilder();
        List<RexNode> present = new ArrayList<>();
        for (RelDataTypeField field : input.getRowType().getFieldList()) {
            if (field.getType().isNullable()) {
                present.add(builder.makeCall(
                        SqlStdOperatorTable.IS_NOT_NULL, builder.makeInputRef(input, field.getIndex())));
            }
        }
        if (present.isEmpty()) {
            return visited;
        }
        RelNode filtered = LogicalFilter.create(input, RexUtil.composeConjunction(builder, present));
        return uncollect.copy(uncollect.getTraitSet(), List.of(filtered));
    }
}
