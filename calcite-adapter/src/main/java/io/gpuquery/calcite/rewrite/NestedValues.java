package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttleImpl;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Keeps from Calcite's code what it cannot take.
 *
 * <ul>
 *   <li>UNNEST: an array or map that is null has no elements. Several that are taken apart together give all combinations, of which
 *       there is none if one of them is null.
 *   <li>INTERSECT and EXCEPT of rows of fields, which are arrays of objects to that code, so that none equals another: groups
 *       instead.
 * </ul>
 */
final class NestedValues extends RelShuttleImpl {
    private NestedValues() {}

    static RelNode apply(RelNode query) {
        return query.accept(new NestedValues());
    }

    @Override
    public RelNode visit(LogicalIntersect intersect) {
        return asGroups(super.visit(intersect), CoreRules.INTERSECT_TO_DISTINCT);
    }

    @Override
    public RelNode visit(LogicalMinus minus) {
        return asGroups(super.visit(minus), CoreRules.MINUS_TO_DISTINCT);
    }

    private static RelNode asGroups(RelNode rel, RelOptRule rule) {
        boolean ofRows = rel.getRowType().getFieldList().stream().anyMatch(field -> holdsRows(field.getType()));
        if (!ofRows) {
            return rel;
        }
        HepPlanner planner = new HepPlanner(
                HepProgram.builder().addRuleInstance(rule).build(),
                rel.getCluster().getPlanner().getContext());
        planner.setRoot(rel);
        return planner.findBestExp();
    }

    private static boolean holdsRows(RelDataType type) {
        RelDataType value = type.getValueType();
        return type.isStruct() || (value != null && holdsRows(value));
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
