package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.ProjectNode;
import io.gpuquery.calcite.exec.PlanNode.UnionAllNode;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.translation.ColumnTypes;
import io.gpuquery.calcite.translation.ExpressionTranslation;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/** All rows of all inputs: UNION ALL. */
public final class DeviceUnion extends Union implements DeviceRel {
    private DeviceUnion(RelOptCluster cluster, RelTraitSet traits, List<RelNode> inputs) {
        super(cluster, traits, List.of(), inputs, true);
    }

    static DeviceUnion of(List<RelNode> inputs) {
        RelOptCluster cluster = inputs.get(0).getCluster();
        return new DeviceUnion(cluster, cluster.traitSetOf(DeviceConvention.INSTANCE), inputs);
    }

    @Override
    public SetOp copy(RelTraitSet traits, List<RelNode> inputs, boolean all) {
        return new DeviceUnion(getCluster(), traits, inputs);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, metadata.getRowCount(this));
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> branches) {
        List<ColumnType> types = new ArrayList<>();
        for (int column = 0; column < getRowType().getFieldCount(); column++) {
            ColumnType type = type(getRowType().getFieldList().get(column).getType(), branches, column);
            if (type == null) {
                return null;
            }
            types.add(type);
        }
        return new UnionAllNode(
                branches.stream().map(branch -> inTypes(types, branch)).toList());
    }

    /** The type of a column: that of its declaration; times have the digits of the finest. */
    private static @Nullable ColumnType type(RelDataType declaration, List<PlanNode> branches, int column) {
        ColumnType type = null;
        for (PlanNode branch : branches) {
            ColumnType each = branch.types().get(column).type();
            ColumnType declared = ColumnTypes.declared(declaration, each);
            if (declared == null || (declared.kind() != each.kind() && !ColumnTypes.areNumbers(declared, each))) {
                return null;
            }
            if (type != null && type.isNested() && !type.equals(declared)) {
                return null;
            }
            type = type == null ? declared : ColumnTypes.wider(type, declared);
        }
        return type;
    }

    private static PlanNode inTypes(List<ColumnType> types, PlanNode branch) {
        List<Expression> columns = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < types.size(); i++) {
            ValueType type = branch.types().get(i);
            same &= type.type().equals(types.get(i));
            columns.add(ExpressionTranslation.as(types.get(i), new Expression.InputReference(i, type)));
        }
        return same ? branch : new ProjectNode(branch, columns);
    }
}
