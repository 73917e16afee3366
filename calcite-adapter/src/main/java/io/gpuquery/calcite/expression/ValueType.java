package io.gpuquery.calcite.expression;

import io.gpuquery.column.ColumnType;
import java.util.Objects;

/**
 * The type of an expression or of a column between operators.
 *
 * @param type what a value means
 * @param nullable whether nulls can occur; false is a promise, true is not
 */
public record ValueType(ColumnType type, boolean nullable) {
    /** BOOLEAN that is never null. */
    public static final ValueType BOOLEAN = notNull(ColumnType.BOOLEAN);

    public ValueType {
        Objects.requireNonNull(type, "type");
    }

    public static ValueType notNull(ColumnType type) {
        return new ValueType(type, false);
    }

    public static ValueType nullable(ColumnType type) {
        return new ValueType(type, true);
    }

    /** The same values, nullable or not. */
    public ValueType withNullable(boolean canBeNull) {
        return new ValueType(type, canBeNull);
    }

    @Override
    public String toString() {
        return nullable ? type.toString() : type + " NOT NULL";
    }
}
