package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import org.apache.calcite.DataContext;
import org.apache.calcite.rex.RexDynamicParam;
import org.jspecify.annotations.Nullable;

/**
 * A {@code ?} of a prepared statement.
 *
 * @param name what the {@link DataContext} calls it
 * @param type its type: a DECIMAL with room for digits that its declared type lacks, since they count in comparisons
 */
record StatementParameter(String name, ValueType type) implements ParameterList.Source {
    /** Takes a parameter; null if our operators do not have its type. */
    static @Nullable StatementParameter of(RexDynamicParam parameter) {
        ColumnType type = ColumnTypes.column(parameter.getType());
        if (type == null || ColumnTypes.isInterval(parameter.getType())) {
            return null;
        }
        if (type.kind() == ColumnType.Kind.DECIMAL) {
            int spare = ColumnType.MAX_DECIMAL_PRECISION - type.precision();
            type = ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, type.scale() + spare / 2);
        }
        return new StatementParameter(parameter.getName(), ValueType.nullable(type));
    }

    @Override
    public @Nullable Object value(DataContext context) {
        return context.get(name);
    }
}
