package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of constants. */
final class ValuesCursor implements BlockCursor {
    private final BlockQueue rows;

    ValuesCursor(PlanNode.ValuesNode node, ExecutionContext context) {
        rows = new BlockQueue(node.types(), context.blockRows());
        if (!node.rows().isEmpty()) {
            Vector[] columns = new Vector[node.types().size()];
            for (int column = 0; column < columns.length; column++) {
                List<Vector> values = new ArrayList<>();
                for (List<Expression> row : node.rows()) {
                    values.add(value(row.get(column), node.types().get(column).type(), context));
                }
                columns[column] = Concatenation.of(values);
            }
            rows.add(columns, node.rows().size());
        }
    }

    private static Vector value(Expression expression, ColumnType type, ExecutionContext context) {
        Literal value;
        if (expression instanceof Expression.Constant constant) {
            value = constant.value();
        } else if (expression instanceof Expression.Parameter parameter) {
            value = context.parameters().get(parameter.ordinal());
        } else {
            throw new IllegalArgumentException("a row of values has constants and parameters, not " + expression);
        }
        return Lanes.constant(value, type);
    }

    @Override
    public @Nullable Block next() {
        return rows.next();
    }

    @Override
    public void close() {}
}
