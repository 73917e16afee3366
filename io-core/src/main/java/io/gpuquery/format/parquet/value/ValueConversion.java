package io.gpuquery.format.parquet.value;

import io.gpuquery.column.Storage;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;

/** Which conversion a column needs. */
public final class ValueConversion {
    private ValueConversion() {}

    /**
     * A decoder that hands out what the column's {@link LeafColumn#storage()} holds: ints for storages of up to 32
     * bits, longs for those of 64, wides for 128 bits, bytes for views.
     */
    public static ValueDecoder around(ValueDecoder written, LeafColumn column) {
        return switch (column.physicalType()) {
            case BOOLEAN, FLOAT, DOUBLE -> written;
            case INT32 -> column.storage() == Storage.INT64 ? new UnsignedDecoder(written) : written;
            case INT64 -> column.storage() == Storage.INT128 ? new UnsignedDecoder(written) : written;
            case INT96 -> new Int96Decoder(written);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                switch (column.type().kind()) {
                    case DECIMAL -> new DecimalDecoder(written);
                    case REAL -> new Float16Decoder(written);
                    case UUID -> new UuidDecoder(written);
                    case VARCHAR, VARBINARY -> written;
                    case BOOLEAN,
                            TINYINT,
                            SMALLINT,
                            INTEGER,
                            BIGINT,
                            DOUBLE,
                            DATE,
                            TIME,
                            TIMESTAMP,
                            TIMESTAMP_LTZ,
                            ARRAY,
                            MAP,
                            ROW -> throw new IllegalArgumentException(column.type() + " from bytes");
                };
        };
    }
}
