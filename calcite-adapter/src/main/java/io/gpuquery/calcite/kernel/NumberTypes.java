package io.gpuquery.calcite.kernel;

import io.gpuquery.column.ColumnType;
import java.math.BigInteger;

/** What types say of numbers. */
final class NumberTypes {
    private NumberTypes() {}

    static boolean isFloating(ColumnType type) {
        return type.kind() == ColumnType.Kind.REAL || type.kind() == ColumnType.Kind.DOUBLE;
    }

    static boolean isExact(ColumnType type) {
        return isInteger(type) || type.kind() == ColumnType.Kind.DECIMAL;
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

    static boolean isTimestamp(ColumnType type) {
        return type.kind() == ColumnType.Kind.TIMESTAMP || type.kind() == ColumnType.Kind.TIMESTAMP_LTZ;
    }

    static boolean isText(ColumnType type) {
        return type.kind() == ColumnType.Kind.VARCHAR || type.kind() == ColumnType.Kind.VARBINARY;
    }

    /** Digits after the point, also of seconds. */
    static int scale(ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> type.scale();
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> type.precision();
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> 0;
        };
    }

    /** The greatest number that fits a type of exact numbers; the least is about its opposite. */
    static BigInteger greatest(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> BigInteger.ONE;
            case TINYINT -> BigInteger.valueOf(Byte.MAX_VALUE);
            case SMALLINT -> BigInteger.valueOf(Short.MAX_VALUE);
            case INTEGER, DATE -> BigInteger.valueOf(Integer.MAX_VALUE);
            case DECIMAL -> BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
            case BIGINT, REAL, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                BigInteger.valueOf(Long.MAX_VALUE);
        };
    }

    static BigInteger least(ColumnType type) {
        BigInteger greatest = greatest(type);
        return switch (type.kind()) {
            case BOOLEAN -> BigInteger.ZERO;
            case DECIMAL -> greatest.negate();
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    DATE,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> greatest.negate().subtract(BigInteger.ONE);
        };
    }

    /** A number as the kernel's language writes it; at most 64 bits. */
    static String text(BigInteger number) {
        if (number.equals(BigInteger.valueOf(Long.MIN_VALUE))) {
            return "(-9223372036854775807L - 1)";
        }
        String digits = number.bitLength() < Integer.SIZE ? number.toString() : number + "L";
        return number.signum() < 0 ? "(" + digits + ")" : digits;
    }
}
