package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The type that holds the values of two others: the wider integer; DECIMAL for integers and decimals, with room for all digits on both
 * sides of the point; DOUBLE for a DOUBLE or REAL with any other number; the longer fraction of a second; TIMESTAMP for DATE and
 * TIMESTAMP.
 */
final class TypeUnion {
    private TypeUnion() {}

    /** The union, or null where no type holds both without changing what the values are. */
    static @Nullable ColumnType of(ColumnType left, ColumnType right) {
        if (left.equals(right)) {
            return left;
        }
        if (isNumber(left) && isNumber(right)) {
            return numbers(left, right);
        }
        return switch (left.kind()) {
            case DATE -> right.kind() == Kind.TIMESTAMP ? right : null;
            case TIMESTAMP ->
                right.kind() == Kind.DATE ? left : right.kind() == Kind.TIMESTAMP ? finer(left, right) : null;
            case TIME, TIMESTAMP_LTZ -> right.kind() == left.kind() ? finer(left, right) : null;
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> null;
            case VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW -> null;
        };
    }

    /**
     * The type that values of text can be read as wherever they are of one or the other: the union, or of nested types one of the
     * unions of their parts; else VARCHAR.
     */
    static ColumnType ofText(ColumnType left, ColumnType right) {
        ColumnType union = of(left, right);
        if (union != null) {
            return union;
        }
        if (!left.isNested() || left.kind() != right.kind()) {
            return ColumnType.VARCHAR;
        }
        Map<String, ColumnDefinition> fields = new LinkedHashMap<>();
        for (ColumnDefinition field : left.fields()) {
            fields.put(field.name(), field);
        }
        for (ColumnDefinition field : right.fields()) {
            fields.merge(
                    field.name(),
                    field,
                    (one, other) -> new ColumnDefinition(
                            one.name(), ofText(one.type(), other.type()), one.nullable() || other.nullable()));
        }
        // Names that differ in case alone are no fields of one row.
        long names = fields.keySet().stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .distinct()
                .count();
        return names == fields.size()
                ? new ColumnType(left.kind(), 0, 0, List.copyOf(fields.values()))
                : ColumnType.VARCHAR;
    }

    static boolean isInteger(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            case BOOLEAN, REAL, DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ -> false;
            case VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW -> false;
        };
    }

    private static boolean isNumber(ColumnType type) {
        return isInteger(type) || isFloating(type) || type.kind() == Kind.DECIMAL;
    }

    private static boolean isFloating(ColumnType type) {
        return type.kind() == Kind.REAL || type.kind() == Kind.DOUBLE;
    }

    private static ColumnType finer(ColumnType left, ColumnType right) {
        return left.precision() >= right.precision() ? left : right;
    }

    private static @Nullable ColumnType numbers(ColumnType left, ColumnType right) {
        if (isFloating(left) || isFloating(right)) {
            return ColumnType.DOUBLE;
        }
        if (isInteger(left) && isInteger(right)) {
            return left.kind().compareTo(right.kind()) >= 0 ? left : right;
        }
        int scale = Math.max(left.scale(), right.scale());
        int digits = Math.max(integerDigits(left), integerDigits(right)) + scale;
        return digits <= ColumnType.MAX_DECIMAL_PRECISION ? ColumnType.decimal(digits, scale) : null;
    }

    private static int integerDigits(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            default -> type.precision() - type.scale();
        };
    }
}
