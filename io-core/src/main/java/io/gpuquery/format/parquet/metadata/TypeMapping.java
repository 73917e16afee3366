package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * The SQL type of a leaf: from its logical type, else from the converted type of older writers, else from its physical
 * type.
 *
 * @param type the SQL type; null if the leaf cannot be read
 * @param unsigned whether integers are unsigned
 * @param problem why the leaf cannot be read; empty if it can
 */
record TypeMapping(@Nullable ColumnType type, boolean unsigned, String problem) {
    private static final int UUID_BYTES = 16;
    private static final int FLOAT16_BYTES = 2;
    private static final int MAX_INT32_DIGITS = 9;
    private static final int MAX_INT64_DIGITS = 18;

    static TypeMapping of(SchemaElement leaf) {
        Type physical = leaf.getType();
        if (physical == Type.FIXED_LEN_BYTE_ARRAY && leaf.getType_length() < 1) {
            return unreadable("FIXED_LEN_BYTE_ARRAY of length " + leaf.getType_length());
        }
        LogicalType logical = leaf.getLogicalType();
        if (logical != null && logical.isSet()) {
            return ofLogical(leaf, physical, logical);
        }
        ConvertedType converted = leaf.getConverted_type();
        return converted == null ? ofPhysical(physical) : ofConverted(leaf, physical, converted);
    }

    private static TypeMapping ofPhysical(Type physical) {
        return switch (physical) {
            case BOOLEAN -> mapped(ColumnType.BOOLEAN);
            case INT32 -> mapped(ColumnType.INTEGER);
            case INT64 -> mapped(ColumnType.BIGINT);
            case INT96 -> mapped(ColumnType.timestamp(6));
            case FLOAT -> mapped(ColumnType.REAL);
            case DOUBLE -> mapped(ColumnType.DOUBLE);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> mapped(ColumnType.VARBINARY);
        };
    }

    private static TypeMapping ofLogical(SchemaElement leaf, Type physical, LogicalType logical) {
        return switch (logical.getSetField()) {
            case STRING, ENUM, JSON, BSON -> text(logical.getSetField().name(), physical);
            case DECIMAL -> {
                DecimalType decimal = logical.getDECIMAL();
                yield decimal(physical, decimal.getPrecision(), decimal.getScale());
            }
            case DATE -> require("DATE", physical, Type.INT32, ColumnType.DATE);
            case TIME -> time(physical, digits(logical.getTIME().getUnit()));
            case TIMESTAMP -> {
                boolean instant = logical.getTIMESTAMP().isIsAdjustedToUTC();
                yield timestamp(physical, digits(logical.getTIMESTAMP().getUnit()), instant);
            }
            case INTEGER -> {
                IntType integer = logical.getINTEGER();
                yield integer(physical, integer.getBitWidth(), !integer.isIsSigned());
            }
            case UUID ->
                leaf.getType_length() == UUID_BYTES
                        ? require("UUID", physical, Type.FIXED_LEN_BYTE_ARRAY, ColumnType.UUID)
                        : mismatch("UUID", physical);
            case FLOAT16 ->
                leaf.getType_length() == FLOAT16_BYTES
                        ? require("FLOAT16", physical, Type.FIXED_LEN_BYTE_ARRAY, ColumnType.REAL)
                        : mismatch("FLOAT16", physical);
            case GEOMETRY, GEOGRAPHY ->
                require(logical.getSetField().name(), physical, Type.BYTE_ARRAY, ColumnType.VARBINARY);
            // Only nulls so far: the values of any type are null.
            case UNKNOWN -> ofPhysical(physical);
            case MAP, LIST, VARIANT -> mismatch(logical.getSetField().name(), physical);
        };
    }

    private static TypeMapping ofConverted(SchemaElement leaf, Type physical, ConvertedType converted) {
        return switch (converted) {
            case UTF8, ENUM, JSON, BSON -> text(converted.name(), physical);
            case DECIMAL -> decimal(physical, leaf.getPrecision(), leaf.getScale());
            case DATE -> require("DATE", physical, Type.INT32, ColumnType.DATE);
            case TIME_MILLIS -> time(physical, 3);
            case TIME_MICROS -> time(physical, 6);
            // "The deprecated ConvertedType counterpart of a TIMESTAMP type that is UTC normalized."
            case TIMESTAMP_MILLIS -> timestamp(physical, 3, true);
            case TIMESTAMP_MICROS -> timestamp(physical, 6, true);
            case UINT_8 -> integer(physical, 8, true);
            case UINT_16 -> integer(physical, 16, true);
            case UINT_32 -> integer(physical, 32, true);
            case UINT_64 -> integer(physical, 64, true);
            case INT_8 -> integer(physical, 8, false);
            case INT_16 -> integer(physical, 16, false);
            case INT_32 -> integer(physical, 32, false);
            case INT_64 -> integer(physical, 64, false);
            // Twelve bytes: months, days and milliseconds, which are no SQL interval.
            case INTERVAL -> require("INTERVAL", physical, Type.FIXED_LEN_BYTE_ARRAY, ColumnType.VARBINARY);
            case MAP, MAP_KEY_VALUE, LIST -> mismatch(converted.name(), physical);
        };
    }

    private static TypeMapping text(String annotation, Type physical) {
        return physical == Type.FIXED_LEN_BYTE_ARRAY
                ? mapped(ColumnType.VARCHAR)
                : require(annotation, physical, Type.BYTE_ARRAY, ColumnType.VARCHAR);
    }

    private static TypeMapping decimal(Type physical, int precision, int scale) {
        String name = "DECIMAL(" + precision + ", " + scale + ")";
        if (precision < 1 || scale < 0 || scale > precision) {
            return unreadable(name + " is no decimal type");
        }
        if (precision > ColumnType.MAX_DECIMAL_PRECISION) {
            return unreadable(name + " has more than " + ColumnType.MAX_DECIMAL_PRECISION + " digits");
        }
        return switch (physical) {
            case INT32 -> precision > MAX_INT32_DIGITS ? mismatch(name, physical) : mapped(decimal(precision, scale));
            case INT64 -> precision > MAX_INT64_DIGITS ? mismatch(name, physical) : mapped(decimal(precision, scale));
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> mapped(decimal(precision, scale));
            case BOOLEAN, INT96, FLOAT, DOUBLE -> mismatch(name, physical);
        };
    }

    private static ColumnType decimal(int precision, int scale) {
        return ColumnType.decimal(precision, scale);
    }

    private static TypeMapping time(Type physical, int digits) {
        return digits == 0
                ? unreadable("TIME in an unknown unit")
                : require("TIME", physical, digits == 3 ? Type.INT32 : Type.INT64, ColumnType.time(digits));
    }

    private static TypeMapping timestamp(Type physical, int digits, boolean instant) {
        if (digits == 0) {
            return unreadable("TIMESTAMP in an unknown unit");
        }
        ColumnType type = instant ? ColumnType.timestampLtz(digits) : ColumnType.timestamp(digits);
        return require("TIMESTAMP", physical, Type.INT64, type);
    }

    /** Digits of a fraction of a second; 0 if the unit is not known. */
    private static int digits(TimeUnit unit) {
        if (!unit.isSet()) {
            return 0;
        }
        return switch (unit.getSetField()) {
            case MILLIS -> 3;
            case MICROS -> 6;
            case NANOS -> 9;
        };
    }

    private static TypeMapping integer(Type physical, int bits, boolean unsigned) {
        String name = (unsigned ? "UINT_" : "INT_") + bits;
        if (physical != (bits == 64 ? Type.INT64 : Type.INT32)) {
            return mismatch(name, physical);
        }
        ColumnType type = switch (bits) {
            case 8 -> unsigned ? ColumnType.SMALLINT : ColumnType.TINYINT;
            case 16 -> unsigned ? ColumnType.INTEGER : ColumnType.SMALLINT;
            case 32 -> unsigned ? ColumnType.BIGINT : ColumnType.INTEGER;
            case 64 -> unsigned ? ColumnType.decimal(20, 0) : ColumnType.BIGINT;
            default -> null;
        };
        return type == null ? unreadable("integers of " + bits + " bits") : new TypeMapping(type, unsigned, "");
    }

    private static TypeMapping require(String annotation, Type physical, Type required, ColumnType type) {
        return physical == required ? mapped(type) : mismatch(annotation, physical);
    }

    private static TypeMapping mapped(ColumnType type) {
        return new TypeMapping(type, false, "");
    }

    private static TypeMapping mismatch(String annotation, Type physical) {
        return unreadable(physical + " values cannot be " + annotation);
    }

    private static TypeMapping unreadable(String problem) {
        return new TypeMapping(null, false, problem);
    }
}
