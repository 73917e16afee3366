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
     * @throws PageException if the encoding is not one of this type, or not known
     */
    public static ValueDecoder decoder(Type type, int typeLengthBytes, Encoding encoding, PageBytes page) {
        return switch (encoding) {
            case PLAIN -> plain(type, typeLengthBytes, page);
            case RLE -> {
                require(type == Type.BOOLEAN, encoding, type);
                yield RunLengthDecoder.ofPrefixedBits(page);
            }
            case DELTA_BINARY_PACKED -> {
                require(type == Type.INT32 || type == Type.INT64, encoding, type);
                yield new DeltaBinaryPackedDecoder(page);
            }
            case DELTA_LENGTH_BYTE_ARRAY -> {
                require(type == Type.BYTE_ARRAY, encoding, type);
                yield new DeltaLengthDecoder(page);
            }
            case DELTA_BYTE_ARRAY -> {
                require(type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY, encoding, type);
                yield new DeltaByteArrayDecoder(page, type == Type.BYTE_ARRAY ? 0 : typeLengthBytes);
            }
            case BYTE_STREAM_SPLIT -> byteStreamSplit(type, typeLengthBytes, page);
            case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> throw mismatch(encoding, type);
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

    /** Bytes of a PLAIN value; 0 where values differ in length or are shorter than a byte. */
    public static int plainWidthBytes(Type type, int typeLengthBytes) {
        return switch (type) {
            case BOOLEAN, BYTE_ARRAY -> 0;
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> INT96_BYTES;
            case FIXED_LEN_BYTE_ARRAY -> typeLengthBytes;
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
            case INT96, FIXED_LEN_BYTE_ARRAY -> new FixedBytesDecoder(page, plainWidthBytes(type, typeLengthBytes));
        };
    }

    private static ValueDecoder byteStreamSplit(Type type, int typeLengthBytes, PageBytes page) {
        require(
                type != Type.BOOLEAN && type != Type.BYTE_ARRAY && type != Type.INT96,
                Encoding.BYTE_STREAM_SPLIT,
                type);
        return new ByteStreamSplitDecoder(page, plainWidthBytes(type, typeLengthBytes));
    }

    private static void require(boolean defined, Encoding encoding, Type type) {
        if (!defined) {
            throw mismatch(encoding, type);
        }
    }

    private static PageException mismatch(Encoding encoding, Type type) {
        return PageException.unsupported(
                "the encoding " + encoding + " is not one of " + type + " values",
                "Write the file again with another encoding, or leave this column out.");
    }
}
