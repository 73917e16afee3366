package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.ProjectNode;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.translation.ColumnTypes;
import io.gpuquery.calcite.translation.ExpressionTranslation;
import io.gpuquery.calcite.translation.ParameterList;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Makes what is to be executed of our nodes. One for each plan. */
public final class PlanTranslation {
    private final RexBuilder builder;
    private final ParameterList parameters = new ParameterList();

    PlanTranslation(RexBuilder builder) {
        this.builder = builder;
    }

    /** What executions have to be told; complete once the plan is translated. */
    ParameterList parameters() {
        return parameters;
    }

    /** What a tree of our nodes does; null if our operators cannot do it. */
    @Nullable
    PlanNode node(RelNode rel) {
        List<PlanNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            PlanNode node = node(input);
            if (node == null) {
                return null;
            }
            inputs.add(node);
        }
        return rel instanceof DeviceRel device ? device.node(this, inputs) : null;
    }

    /** For expressions over the columns of a node. */
    ExpressionTranslation over(PlanNode input) {
        return over(input.types());
    }

    /** For expressions over columns. */
    ExpressionTranslation over(List<ValueType> types) {
        return new ExpressionTranslation(builder, types, parameters);
    }

    /** An expression that looks at no column; null if our operators cannot compute it. */
    @Nullable
    Expression constant(RexNode expression) {
        return new ExpressionTranslation(builder, List.of(), parameters).translate(expression);
    }

    /** The same rows in the types that a row type declares, where they are of others; null if they have no such types. */
    static @Nullable PlanNode declared(PlanNode node, RelNode rel) {
        List<Expression> columns = new ArrayList<>();
        boolean same = true;
        for (RelDataTypeField field : rel.getRowType().getFieldList()) {
            ValueType type = node.types().get(field.getIndex());
            ColumnType declared = ColumnTypes.declared(field.getType(), type.type());
            if (declared == null) {
                return null;
            }
            same &= declared.equals(type.type());
            columns.add(ExpressionTranslation.as(declared, new Expression.InputReference(field.getIndex(), type)));
        }
        return same ? node : new ProjectNode(node, columns);
    }
}
