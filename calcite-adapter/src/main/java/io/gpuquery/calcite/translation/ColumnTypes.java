package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** SQL types as those of values between our operators. */
public final class ColumnTypes {
    private static final int MILLISECONDS = 3;
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;
    private static final int TINYINT_DIGITS = 3;
    private static final int SMALLINT_DIGITS = 5;
    private static final int INTEGER_DIGITS = 10;
    private static final int BIGINT_DIGITS = 19;

    private ColumnTypes() {}

    /** The type of values of a SQL type; null for types that our operators do not have. */
    public static @Nullable ValueType of(RelDataType type) {
        ColumnType column = column(type);
        return column == null ? null : new ValueType(column, type.isNullable());
    }

    /**
     * The same, without nullability.
     *
     * <p>An INTERVAL counts milliseconds, or months, in a BIGINT. Calcite's runtime counts times in milliseconds, whatever their
     * declared precision.
     */
    static @Nullable ColumnType column(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> ColumnType.BOOLEAN;
            case TINYINT -> ColumnType.TINYINT;
            case SMALLINT -> ColumnType.SMALLINT;
            case INTEGER -> ColumnType.INTEGER;
            case BIGINT -> ColumnType.BIGINT;
            case REAL -> ColumnType.REAL;
            case FLOAT, DOUBLE -> ColumnType.DOUBLE;
            case DECIMAL -> decimal(type.getPrecision(), type.getScale());
            case DATE -> ColumnType.DATE;
            case TIME -> ColumnType.time(MILLISECONDS);
            case TIMESTAMP -> ColumnType.timestamp(MILLISECONDS);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> ColumnType.timestampLtz(MILLISECONDS);
            case CHAR, VARCHAR -> isPlainText(type) ? ColumnType.VARCHAR : null;
            case BINARY, VARBINARY -> ColumnType.VARBINARY;
            case UUID -> ColumnType.UUID;
            default -> isInterval(type) ? ColumnType.BIGINT : null;
        };
    }

    private static @Nullable ColumnType decimal(int precision, int scale) {
        boolean representable =
                precision >= 1 && precision <= ColumnType.MAX_DECIMAL_PRECISION && scale >= 0 && scale <= precision;
        return representable ? ColumnType.decimal(precision, scale) : null;
    }

    /** Whether texts are compared by their characters alone. */
    private static boolean isPlainText(RelDataType type) {
        SqlCollation collation = type.getCollation();
        return collation == null || collation.getCollator() == null;
    }

    static boolean isInterval(RelDataType type) {
        return SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isYearMonthInterval(RelDataType type) {
        return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isNested(RelDataType type) {
        return type.isStruct()
                || type.getSqlTypeName() == SqlTypeName.ARRAY
                || type.getSqlTypeName() == SqlTypeName.MAP;
    }

    static boolean isText(RelDataType type) {
        return SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isInteger(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    static boolean isNumber(ColumnType type) {
        return isInteger(type) || type.kind() == ColumnType.Kind.DECIMAL || isApproximate(type);
    }

    static boolean isApproximate(ColumnType type) {
        return type.kind() == ColumnType.Kind.REAL || type.kind() == ColumnType.Kind.DOUBLE;
    }

    static boolean isTime(ColumnType type) {
        return switch (type.kind()) {
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> true;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    /**
     * The type that values of a column have to have for a SQL type: times keep all their digits, and decimals too many of them for
     * their declaration. Null for INTERVAL and other types that do not leave our operators.
     */
    public static @Nullable ColumnType declared(RelDataType type, ColumnType column) {
        if (column.isNested()) {
            return isNested(type) ? column : null;
        }
        ColumnType declared = isInterval(type) ? null : column(type);
        if (declared == null || declared.kind() != column.kind()) {
            return declared;
        }
        return isTime(column) || column.kind() == ColumnType.Kind.DECIMAL ? column : declared;
    }

    /** Whether values of two types can be compared. */
    static boolean areComparable(ColumnType left, ColumnType right) {
        return (left.kind() == right.kind() && !left.isNested()) || (isNumber(left) && isNumber(right));
    }

    /** The least precision of a time that holds so many digits of a second: 3, 6 or 9. */
    static int timePrecision(int digits) {
        return digits <= MILLISECONDS ? MILLISECONDS : digits <= MICROSECONDS ? MICROSECONDS : NANOSECONDS;
    }

    /** A type of times with another precision. */
    static ColumnType withPrecision(ColumnType type, int precision) {
        return new ColumnType(type.kind(), precision, 0);
    }

    /** Whether both are types of numbers. */
    public static boolean areNumbers(ColumnType left, ColumnType right) {
        return isNumber(left) && isNumber(right);
    }

    /** The decimals that hold all values of a type of exact numbers; null for any other type. */
    public static @Nullable ColumnType asDecimal(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT -> ColumnType.decimal(TINYINT_DIGITS, 0);
            case SMALLINT -> ColumnType.decimal(SMALLINT_DIGITS, 0);
            case INTEGER -> ColumnType.decimal(INTEGER_DIGITS, 0);
            case BIGINT -> ColumnType.decimal(BIGINT_DIGITS, 0);
            case DECIMAL -> type;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> null;
        };
    }

    /** Of two types of one kind, one that holds the values of both, as far as there is one. */
    public static ColumnType wider(ColumnType left, ColumnType right) {
        if (left.kind() != ColumnType.Kind.DECIMAL || left.equals(right)) {
            return finer(left, right);
        }
        int scale = Math.max(left.scale(), right.scale());
        int digits = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
        int precision = Math.min(digits + scale, ColumnType.MAX_DECIMAL_PRECISION);
        return ColumnType.decimal(precision, Math.min(scale, precision));
    }

    /** Of two types of one kind of times, the one with more digits. */
    static ColumnType finer(ColumnType left, ColumnType right) {
        return left.precision() >= right.precision() ? left : right;
    }
}
