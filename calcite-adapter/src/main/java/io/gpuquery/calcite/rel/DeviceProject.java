package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.translation.ColumnTypes;
import io.gpuquery.calcite.translation.ExpressionTranslation;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/** Computes expressions of each row. */
public final class DeviceProject extends Project implements DeviceRel {
    private DeviceProject(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            List<? extends RexNode> projects,
            RelDataType type) {
        super(cluster, traits, List.of(), input, projects, type, Set.of());
    }

    static DeviceProject of(RelNode input, List<RexNode> projects, RelDataType rowType) {
        RelOptCluster cluster = input.getCluster();
        return new DeviceProject(cluster, cluster.traitSetOf(DeviceConvention.INSTANCE), input, projects, rowType);
    }

    @Override
    public Project copy(RelTraitSet traits, RelNode input, List<RexNode> projects, RelDataType type) {
        return new DeviceProject(getCluster(), traits, input, projects, type);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return super.explainTerms(writer);
        }
        ExpressionText text = new ExpressionText(getInput());
        writer.input("input", getInput());
        List<String> names = getRowType().getFieldNames();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < exps.size(); i++) {
            columns.add(text.named(exps.get(i), names.get(i)));
        }
        return writer.item("columns", columns);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, metadata.getRowCount(getInput()));
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        ExpressionTranslation expressions = translation.over(inputs.get(0));
        List<Expression> columns = new ArrayList<>();
        for (RexNode each : exps) {
            Expression column = expressions.translate(each);
            ColumnType declared = column == null
                    ? null
                    : ColumnTypes.declared(each.getType(), column.type().type());
            if (column == null || declared == null) {
                return null;
            }
            columns.add(ExpressionTranslation.as(declared, column));
        }
        return ColumnPruning.project(inputs.get(0), columns);
    }
}
