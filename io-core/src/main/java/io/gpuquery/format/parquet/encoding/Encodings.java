package io.gpuquery.format.parquet.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;

/** Which decoder reads which encoding of which physical type. */
public final class Encodings {
    private static final int INT96_BYTES = 12;

    private Encodings() {}

    /**
     * The decoder of a page's values.
     *
     * @param typeLengthBytes of a FIXED_LEN_BYTE_ARRAY
     * @throws PageException if the encoding is not one of this type, or the page is no such
     */
    public static ValueDecoder decoder(Type type, int typeLengthBytes, Encoding encoding, PageBytes page) {
        if (!isDefined(encoding, type)) {
            throw PageException.unsupported(
                    "the encoding " + encoding + " is not one of " + type + " values",
                    "Write the file again with another encoding, or leave this column out.");
        }
        if (page.lengthBytes() == 0) {
            return new NoValuesDecoder();
        }
        return switch (encoding) {
            case PLAIN -> plain(type, typeLengthBytes, page);
            case RLE -> RunLengthDecoder.ofPrefixedBits(page);
            case DELTA_BINARY_PACKED -> new DeltaBinaryPackedDecoder(page);
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthDecoder(page);
            case DELTA_BYTE_ARRAY -> new DeltaByteArrayDecoder(page, fixedLengthBytes(type, typeLengthBytes));
            case BYTE_STREAM_SPLIT -> new ByteStreamSplitDecoder(page, fixedLengthBytes(type, typeLengthBytes));
            case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY ->
                throw new IllegalArgumentException(encoding + " is one of levels and codes, not of values");
        };
    }

    /**
     * The decoder of PLAIN values of four or eight bytes that are read where they lie.
     *
     * @param values little-endian, from 0 to its limit
     */
    public static ValueDecoder plain(ByteBuffer values) {
        return new PlainDecoder(values);
    }

    private static boolean isDefined(Encoding encoding, Type type) {
        return switch (encoding) {
            case PLAIN -> true;
            case RLE -> type == Type.BOOLEAN;
            case DELTA_BINARY_PACKED -> type == Type.INT32 || type == Type.INT64;
            case DELTA_LENGTH_BYTE_ARRAY -> type == Type.BYTE_ARRAY;
            case DELTA_BYTE_ARRAY -> type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY;
            case BYTE_STREAM_SPLIT -> type != Type.BOOLEAN && type != Type.BYTE_ARRAY && type != Type.INT96;
            case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> false;
        };
    }

    private static ValueDecoder plain(Type type, int typeLengthBytes, PageBytes page) {
        return switch (type) {
            case BOOLEAN -> new PlainBooleanDecoder(page);
            case INT32, INT64, FLOAT, DOUBLE ->
                plain(ByteBuffer.wrap(page.bytes(), page.from(), page.lengthBytes())
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN));
            case BYTE_ARRAY -> new PlainBytesDecoder(page);
            case INT96, FIXED_LEN_BYTE_ARRAY -> new FixedBytesDecoder(page, fixedLengthBytes(type, typeLengthBytes));
        };
    }

    /** Bytes of a value; 0 where values differ in length or are shorter than a byte. */
    private static int fixedLengthBytes(Type type, int typeLengthBytes) {
        return switch (type) {
            case BOOLEAN, BYTE_ARRAY -> 0;
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> INT96_BYTES;
            case FIXED_LEN_BYTE_ARRAY -> typeLengthBytes;
        };
    }
}
