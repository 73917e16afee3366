package io.gpuquery.format.parquet.variant;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;
import java.math.BigInteger;
import java.util.UUID;

/** Values of columns that a VARIANT was shredded into, as JSON. */
final class ColumnJson {
    private ColumnJson() {}

    /** A copy of a text or of bytes. */
    static byte[] bytes(Column column, int row) {
        return column instanceof DictionaryColumn coded
                ? coded.dictionary().getBytes(coded.getCode(row))
                : ((ViewColumn) column).getBytes(row);
    }

    static void write(JsonText out, Column column, int row) {
        ColumnType type = column.type();
        switch (type.kind()) {
            case VARCHAR -> {
                byte[] text = bytes(column, row);
                out.appendString(text, 0, text.length);
            }
            case VARBINARY -> ScalarJson.binary(out, bytes(column, row));
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException(type + " is no single value");
            case BOOLEAN,
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
                    UUID -> write(out, type, (FixedWidthColumn) column, row);
        }
    }

    private static void write(JsonText out, ColumnType type, FixedWidthColumn column, int row) {
        switch (type.kind()) {
            case BOOLEAN -> out.append(column.getLong(row) == 1 ? "true" : "false");
            case REAL -> ScalarJson.number(out, (float) column.getDouble(row));
            case DOUBLE -> ScalarJson.number(out, column.getDouble(row));
            case DECIMAL -> ScalarJson.decimal(out, unscaled(column, row), type.scale());
            case DATE -> ScalarJson.date(out, column.getLong(row));
            case TIME -> ScalarJson.time(out, column.getLong(row), type.precision());
            case TIMESTAMP -> ScalarJson.timestamp(out, column.getLong(row), type.precision(), false);
            case TIMESTAMP_LTZ -> ScalarJson.timestamp(out, column.getLong(row), type.precision(), true);
            case UUID -> out.appendQuoted(new UUID(column.getHigh(row), column.getLow(row)).toString());
            case TINYINT, SMALLINT, INTEGER, BIGINT -> out.append(Long.toString(column.getLong(row)));
            case VARCHAR, VARBINARY, ARRAY, MAP, ROW ->
                throw new IllegalArgumentException(type + " has no fixed width");
        }
    }

    private static BigInteger unscaled(FixedWidthColumn column, int row) {
        if (column.storage() != Storage.INT128) {
            return BigInteger.valueOf(column.getLong(row));
        }
        BigInteger low = new BigInteger(Long.toUnsignedString(column.getLow(row)));
        return BigInteger.valueOf(column.getHigh(row)).shiftLeft(Long.SIZE).add(low);
    }
}
