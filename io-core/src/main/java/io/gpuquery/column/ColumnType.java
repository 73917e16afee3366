package io.gpuquery.column;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL type of a column.
 *
 * <table>
 * <caption>Meaning of a stored value</caption>
 * <tr><th>kind</th><th>value</th></tr>
 * <tr><td>BOOLEAN</td><td>0 or 1</td></tr>
 * <tr><td>TINYINT … BIGINT</td><td>the integer</td></tr>
 * <tr><td>DECIMAL(p, s)</td><td>the unscaled integer: at most 64 bits up to 18 digits, 128 bits up to 38</td></tr>
 * <tr><td>DATE</td><td>days since 1970-01-01, proleptic Gregorian</td></tr>
 * <tr><td>TIME(p)</td><td>units since midnight; the unit is 10^-p seconds, p one of 3, 6, 9</td></tr>
 * <tr><td>TIMESTAMP(p)</td><td>units since 1970-01-01T00:00 without a zone</td></tr>
 * <tr><td>TIMESTAMP_LTZ(p)</td><td>units since 1970-01-01T00:00Z: an instant</td></tr>
 * <tr><td>VARCHAR, VARBINARY</td><td>a view of UTF-8, or any, bytes</td></tr>
 * <tr><td>UUID</td><td>the 128-bit number whose high half is the most significant bits</td></tr>
 * <tr><td>ARRAY, MAP, ROW</td><td>elements; keys and values; fields: see {@link ListColumn}, {@link MapColumn}, {@link
 * StructColumn}</td></tr>
 * </table>
 *
 * @param kind the family
 * @param precision digits of a DECIMAL, or of a fraction of a second; 0 elsewhere
 * @param scale digits after the point of a DECIMAL; 0 elsewhere
 * @param fields of a ROW; of an ARRAY its element, of a MAP its key and value; none elsewhere
 */
public record ColumnType(Kind kind, int precision, int scale, List<ColumnDefinition> fields) {
    /** Families of types. */
    public enum Kind {
        BOOLEAN,
        TINYINT,
        SMALLINT,
        INTEGER,
        BIGINT,
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
        ROW
    }

    /** Digits that a DECIMAL may have. */
    public static final int MAX_DECIMAL_PRECISION = 38;

    /** Digits that a DECIMAL held in 64 bits may have. */
    public static final int MAX_LONG_DECIMAL_PRECISION = 18;

    public static final ColumnType BOOLEAN = new ColumnType(Kind.BOOLEAN, 0, 0);
    public static final ColumnType TINYINT = new ColumnType(Kind.TINYINT, 0, 0);
    public static final ColumnType SMALLINT = new ColumnType(Kind.SMALLINT, 0, 0);
    public static final ColumnType INTEGER = new ColumnType(Kind.INTEGER, 0, 0);
    public static final ColumnType BIGINT = new ColumnType(Kind.BIGINT, 0, 0);
    public static final ColumnType REAL = new ColumnType(Kind.REAL, 0, 0);
    public static final ColumnType DOUBLE = new ColumnType(Kind.DOUBLE, 0, 0);
    public static final ColumnType DATE = new ColumnType(Kind.DATE, 0, 0);
    public static final ColumnType VARCHAR = new ColumnType(Kind.VARCHAR, 0, 0);
    public static final ColumnType VARBINARY = new ColumnType(Kind.VARBINARY, 0, 0);
    public static final ColumnType UUID = new ColumnType(Kind.UUID, 0, 0);

    /** A type without fields. */
    public ColumnType(Kind kind, int precision, int scale) {
        this(kind, precision, scale, List.of());
    }

    /** Validates precision, scale and fields for the kind. */
    public ColumnType {
        fields = List.copyOf(fields);
        boolean enough = switch (kind) {
            case ARRAY -> fields.size() == 1;
            case MAP -> fields.size() == 2;
            case ROW -> !fields.isEmpty();
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, DATE -> fields.isEmpty();
            case TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID -> fields.isEmpty();
        };
        if (!enough) {
            throw new IllegalArgumentException(kind + " of " + fields.size() + " fields");
        }
        switch (kind) {
            case DECIMAL -> {
                if (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision) {
                    throw new IllegalArgumentException("DECIMAL(" + precision + ", " + scale
                            + ") is outside 1 to 38 digits with 0 <= scale <= precision");
                }
            }
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> {
                if ((precision != 3 && precision != 6 && precision != 9) || scale != 0) {
                    throw new IllegalArgumentException(kind + "(" + precision + "): the precision is 3, 6 or 9");
                }
            }
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
                    ROW -> {
                if (precision != 0 || scale != 0) {
                    throw new IllegalArgumentException(kind + " has neither precision nor scale");
                }
            }
        }
    }

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }

    /** With digits of a fraction of a second: 3, 6 or 9. */
    public static ColumnType time(int precision) {
        return new ColumnType(Kind.TIME, precision, 0);
    }

    /** With digits of a fraction of a second: 3, 6 or 9. */
    public static ColumnType timestamp(int precision) {
        return new ColumnType(Kind.TIMESTAMP, precision, 0);
    }

    /** With digits of a fraction of a second: 3, 6 or 9. */
    public static ColumnType timestampLtz(int precision) {
        return new ColumnType(Kind.TIMESTAMP_LTZ, precision, 0);
    }

    /** Lists of elements. */
    public static ColumnType array(ColumnType element, boolean nullable) {
        return new ColumnType(Kind.ARRAY, 0, 0, List.of(new ColumnDefinition("element", element, nullable)));
    }

    /** Values by key. */
    public static ColumnType map(ColumnDefinition key, ColumnDefinition value) {
        return new ColumnType(Kind.MAP, 0, 0, List.of(key, value));
    }

    /** Named fields, at least one. */
    public static ColumnType row(List<ColumnDefinition> fields) {
        return new ColumnType(Kind.ROW, 0, 0, fields);
    }

    /** Whether values are made of other values: ARRAY, MAP and ROW. */
    public boolean isNested() {
        return !fields.isEmpty();
    }

    /** The widest storage that a column of this type has. */
    public Storage storage() {
        return switch (kind) {
            case BOOLEAN, TINYINT -> Storage.INT8;
            case SMALLINT -> Storage.INT16;
            case INTEGER, DATE -> Storage.INT32;
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_LTZ -> Storage.INT64;
            case REAL -> Storage.FLOAT32;
            case DOUBLE -> Storage.FLOAT64;
            case DECIMAL -> precision <= MAX_LONG_DECIMAL_PRECISION ? Storage.INT64 : Storage.INT128;
            case UUID -> Storage.INT128;
            case VARCHAR, VARBINARY -> Storage.VIEW;
            case ARRAY, MAP, ROW -> Storage.NESTED;
        };
    }

    /** As in SQL: {@code DECIMAL(15, 2)}, {@code TIMESTAMP(6)}, {@code ROW(a INTEGER, b VARCHAR ARRAY)}. */
    @Override
    public String toString() {
        return switch (kind) {
            case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
            case TIME -> "TIME(" + precision + ")";
            case TIMESTAMP -> "TIMESTAMP(" + precision + ")";
            case TIMESTAMP_LTZ -> "TIMESTAMP(" + precision + ") WITH LOCAL TIME ZONE";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, VARCHAR, VARBINARY, UUID ->
                kind.name();
            case ARRAY -> fields.get(0).type() + " ARRAY";
            case MAP -> "MAP<" + fields.get(0).type() + ", " + fields.get(1).type() + ">";
            case ROW ->
                fields.stream()
                        .map(field -> field.name() + " " + field.type())
                        .collect(Collectors.joining(", ", "ROW(", ")"));
        };
    }
}
