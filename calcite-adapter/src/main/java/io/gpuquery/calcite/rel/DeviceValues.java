package io.gpuquery.calcite.rel;

import com.google.common.collect.ImmutableList;
import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.ValuesNode;
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
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.jspecify.annotations.Nullable;

/** Rows that the statement lists. */
public final class DeviceValues extends Values implements DeviceRel {
    private DeviceValues(
            RelOptCluster cluster,
            RelDataType rowType,
            ImmutableList<ImmutableList<RexLiteral>> tuples,
            RelTraitSet traits) {
        super(cluster, rowType, tuples, traits);
    }

    static DeviceValues of(Values values) {
        RelOptCluster cluster = values.getCluster();
        return new DeviceValues(
                cluster, values.getRowType(), values.getTuples(), cluster.traitSetOf(DeviceConvention.INSTANCE));
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new DeviceValues(getCluster(), getRowType(), tuples, traits);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, tuples.size());
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        List<ColumnType> types = new ArrayList<>();
        List<List<Expression>> rows = new ArrayList<>();
        for (ImmutableList<RexLiteral> tuple : tuples) {
            List<Expression> row = new ArrayList<>();
            for (RexLiteral each : tuple) {
                Expression value = translation.constant(each);
                if (value == null) {
                    return null;
                }
                row.add(value);
            }
            rows.add(row);
        }
        for (int column = 0; column < getRowType().getFieldCount(); column++) {
            RelDataType declaration = getRowType().getFieldList().get(column).getType();
            ValueType declared = ColumnTypes.of(declaration);
            if (declared == null) {
                return null;
            }
            ColumnType type = declared.type();
            for (List<Expression> row : rows) {
                ColumnType each = row.get(column).type().type();
                if (each.kind() == type.kind()) {
                    type = ColumnTypes.wider(type, each);
                }
            }
            types.add(type);
        }
        return node(types, rows);
    }

    private static @Nullable PlanNode node(List<ColumnType> types, List<List<Expression>> rows) {
        List<ValueType> columns = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
            int position = column;
            boolean nullable =
                    rows.stream().anyMatch(row -> row.get(position).type().nullable());
            columns.add(new ValueType(types.get(column), nullable));
        }
        List<List<Expression>> typed = new ArrayList<>();
        for (List<Expression> row : rows) {
            List<Expression> values = new ArrayList<>();
            for (int column = 0; column < types.size(); column++) {
                Expression value = ExpressionTranslation.as(types.get(column), row.get(column));
                if (!(value instanceof Expression.Constant)) {
                    return null;
                }
                values.add(value);
            }
            typed.add(values);
        }
        return new ValuesNode(columns, typed);
    }
}
