package io.gpuquery.calcite.metadata;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * How large values of a type are, in the words of JDBC; null where a word does not apply.
 *
 * @param size digits, characters, or bytes
 * @param decimalDigits digits behind the point, of numbers and of seconds
 * @param radix what digits are of
 * @param octets bytes of a text
 */
record ColumnSize(
        @Nullable Integer size,
        @Nullable Integer decimalDigits,
        @Nullable Integer radix,
        @Nullable Integer octets) {
    private static final int DECIMAL = 10;
    private static final int TIME_CHARACTERS = "hh:mm:ss".length();
    private static final int TIMESTAMP_CHARACTERS = "yyyy-MM-dd hh:mm:ss".length();
    private static final int DATE_CHARACTERS = "yyyy-MM-dd".length();
    private static final int UUID_CHARACTERS = 36;

    static ColumnSize of(RelDataType type) {
        SqlTypeName name = type.getSqlTypeName();
        // A switch over somebody else's enum: what it may get besides has no size.
        return switch (name) {
            case BOOLEAN -> new ColumnSize(1, null, null, null);
            case TINYINT -> number(3, 0);
            case SMALLINT -> number(5, 0);
            case INTEGER -> number(DECIMAL, 0);
            case BIGINT -> number(19, 0);
            case REAL -> number(7, null);
            case FLOAT, DOUBLE -> number(15, null);
            case DECIMAL -> number(type.getPrecision(), type.getScale());
            case DATE -> new ColumnSize(DATE_CHARACTERS, null, null, null);
            case TIME -> fraction(TIME_CHARACTERS, type);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> fraction(TIMESTAMP_CHARACTERS, type);
            case CHAR, VARCHAR, BINARY, VARBINARY -> {
                int size = type.getPrecision() < 0 ? Integer.MAX_VALUE : type.getPrecision();
                yield new ColumnSize(size, null, null, size);
            }
            case UUID -> new ColumnSize(UUID_CHARACTERS, null, null, null);
            default -> new ColumnSize(null, null, null, null);
        };
    }

    private static ColumnSize number(int digits, @Nullable Integer decimalDigits) {
        return new ColumnSize(digits, decimalDigits, DECIMAL, null);
    }

    private static ColumnSize fraction(int characters, RelDataType type) {
        int digits = Math.max(0, type.getPrecision());
        return new ColumnSize(characters + (digits == 0 ? 0 : digits + 1), digits, null, null);
    }
}
