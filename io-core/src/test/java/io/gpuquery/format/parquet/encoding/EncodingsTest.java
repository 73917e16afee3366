package io.gpuquery.format.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.FixedLenByteArrayByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.IntegerByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every width that values can have, encoded by parquet-java; read in pieces of changing size. */
class EncodingsTest {
    private static final int COUNT = 3000;
    private static final HeapByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();

    private final Random random = new Random(5);

    static IntStream widthsOfInts() {
        return IntStream.rangeClosed(0, Integer.SIZE);
    }

    static IntStream widthsOfLongs() {
        return IntStream.rangeClosed(0, Long.SIZE);
    }

    private long number(int bitWidth) {
        return bitWidth == 0 ? 0 : random.nextLong() >>> (Long.SIZE - bitWidth);
    }

    /** Not at the start of the array, and with noise behind the end. */
    private PageBytes page(BytesInput input) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        input.writeAllTo(copy);
        byte[] bytes = copy.toByteArray();
        byte[] padded = new byte[bytes.length + 3 + PageBytes.PADDING_BYTES];
        random.nextBytes(padded);
        System.arraycopy(bytes, 0, padded, 3, bytes.length);
        return new PageBytes(padded, 3, bytes.length + 3);
    }

    private int[] readInts(ValueDecoder decoder) {
        int[] values = new int[COUNT];
        for (int done = 0; done < COUNT; ) {
            int count = Math.min(1 + random.nextInt(200), COUNT - done);
            decoder.readInts(values, done, count);
            done += count;
        }
        return values;
    }

    private long[] readLongs(ValueDecoder decoder) {
        long[] values = new long[COUNT];
        for (int done = 0; done < COUNT; ) {
            int count = Math.min(1 + random.nextInt(200), COUNT - done);
            decoder.readLongs(values, done, count);
            done += count;
        }
        return values;
    }

    private byte[][] readBytes(ValueDecoder decoder) {
        byte[][] result = new byte[COUNT][];
        ByteValues values = new ByteValues();
        for (int done = 0; done < COUNT; ) {
            int count = decoder.readBytes(values, Math.min(1 + random.nextInt(200), COUNT - done));
            assertThat(count).isPositive();
            for (int i = 0; i < count; i++) {
                result[done++] =
                        Arrays.copyOfRange(values.bytes, values.offsets[i], values.offsets[i] + values.lengths[i]);
            }
        }
        return result;
    }

    @ParameterizedTest
    @MethodSource("widthsOfInts")
    void runsAndGroupsOfEveryWidth(int bitWidth) throws IOException {
        int[] values = new int[COUNT];
        RunLengthBitPackingHybridEncoder encoder = new RunLengthBitPackingHybridEncoder(bitWidth, 64, 1 << 20, HEAP);
        for (int i = 0; i < COUNT; i++) {
            values[i] = i > 0 && random.nextInt(10) != 0 && i / 100 % 2 == 0 ? values[i - 1] : (int) number(bitWidth);
            encoder.writeInt(values[i]);
        }

        assertThat(readInts(RunLengthDecoder.of(page(encoder.toBytes()), bitWidth)))
                .isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("widthsOfInts")
    void deltasOfIntsOfEveryWidth(int bitWidth) throws IOException {
        int[] values = new int[COUNT];
        ValuesWriter encoder = new DeltaBinaryPackingValuesWriterForInteger(64, 1 << 20, HEAP);
        for (int i = 0; i < COUNT; i++) {
            values[i] = (int) number(bitWidth) * (random.nextBoolean() ? 1 : -1);
            encoder.writeInteger(values[i]);
        }

        assertThat(readInts(new DeltaBinaryPackedDecoder(page(encoder.getBytes()))))
                .isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("widthsOfLongs")
    void deltasOfLongsOfEveryWidth(int bitWidth) throws IOException {
        long[] values = new long[COUNT];
        ValuesWriter encoder = new DeltaBinaryPackingValuesWriterForLong(64, 1 << 20, HEAP);
        for (int i = 0; i < COUNT; i++) {
            values[i] = number(bitWidth) * (random.nextBoolean() ? 1 : -1);
            encoder.writeLong(values[i]);
        }

        assertThat(readLongs(new DeltaBinaryPackedDecoder(page(encoder.getBytes()))))
                .isEqualTo(values);
    }

    @Test
    void splitStreamsOfEveryWidth() throws IOException {
        int[] ints = new int[COUNT];
        long[] longs = new long[COUNT];
        ValuesWriter intEncoder = new IntegerByteStreamSplitValuesWriter(64, 1 << 20, HEAP);
        ValuesWriter longEncoder = new LongByteStreamSplitValuesWriter(64, 1 << 20, HEAP);
        for (int i = 0; i < COUNT; i++) {
            ints[i] = random.nextInt();
            longs[i] = random.nextLong();
            intEncoder.writeInteger(ints[i]);
            longEncoder.writeLong(longs[i]);
        }

        assertThat(readInts(Encodings.decoder(Type.INT32, 0, Encoding.BYTE_STREAM_SPLIT, page(intEncoder.getBytes()))))
                .isEqualTo(ints);
        assertThat(readLongs(
                        Encodings.decoder(Type.INT64, 0, Encoding.BYTE_STREAM_SPLIT, page(longEncoder.getBytes()))))
                .isEqualTo(longs);
        for (int width : new int[] {1, 2, 5, 16}) {
            byte[][] values = new byte[COUNT][width];
            ValuesWriter encoder = new FixedLenByteArrayByteStreamSplitValuesWriter(width, 64, 1 << 20, HEAP);
            for (byte[] value : values) {
                random.nextBytes(value);
                encoder.writeBytes(Binary.fromConstantByteArray(value));
            }
            assertThat(readBytes(Encodings.decoder(
                            Type.FIXED_LEN_BYTE_ARRAY, width, Encoding.BYTE_STREAM_SPLIT, page(encoder.getBytes()))))
                    .isDeepEqualTo(values);
        }
    }

    private byte[][] texts() {
        byte[][] values = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            boolean shares = i > 0 && random.nextInt(4) != 0;
            int prefix = shares ? random.nextInt(values[i - 1].length + 1) : 0;
            byte[] rest = new byte[random.nextInt(20)];
            random.nextBytes(rest);
            values[i] = new byte[prefix + rest.length];
            if (shares) {
                System.arraycopy(values[i - 1], 0, values[i], 0, prefix);
            }
            System.arraycopy(rest, 0, values[i], prefix, rest.length);
        }
        return values;
    }

    @Test
    void lengthsBeforeBytes() throws IOException {
        byte[][] values = texts();
        ValuesWriter encoder = new DeltaLengthByteArrayValuesWriter(64, 1 << 20, HEAP);
        for (byte[] value : values) {
            encoder.writeBytes(Binary.fromConstantByteArray(value));
        }

        assertThat(readBytes(new DeltaLengthDecoder(page(encoder.getBytes())))).isDeepEqualTo(values);
    }

    @Test
    void prefixesOfNeighbours() throws IOException {
        byte[][] values = texts();
        ValuesWriter encoder = new DeltaByteArrayWriter(64, 1 << 20, HEAP);
        for (byte[] value : values) {
            encoder.writeBytes(Binary.fromConstantByteArray(value));
        }

        assertThat(readBytes(new DeltaByteArrayDecoder(page(encoder.getBytes()), 0)))
                .isDeepEqualTo(values);
    }

    /** A megabyte, and then 2,999 times the same for a few bits each: three gigabytes, which nobody may get at once. */
    @Test
    void valuesThatTakeMuchMemoryComeAFewAtATime() throws IOException {
        Binary value = Binary.fromConstantByteArray(new byte[1 << 20]);
        ValuesWriter encoder = new DeltaByteArrayWriter(64, 1 << 22, HEAP);
        for (int i = 0; i < COUNT; i++) {
            encoder.writeBytes(value);
        }
        DeltaByteArrayDecoder decoder = new DeltaByteArrayDecoder(page(encoder.getBytes()), 0);
        ByteValues values = new ByteValues();

        assertThat(decoder.readBytes(values, COUNT)).isBetween(10, 20);
        assertThat(values.bytes.length).isLessThan(64 << 20);
        assertThat(decoder.readBytes(values, 5)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void anEncodingThatATypeDoesNotHaveIsNamed(Encoding encoding) {
        PageBytes empty = new PageBytes(new byte[PageBytes.PADDING_BYTES], 0, 0);
        for (Type type : Type.values()) {
            boolean defined = switch (encoding) {
                case PLAIN -> true;
                case RLE -> type == Type.BOOLEAN;
                case DELTA_BINARY_PACKED -> type == Type.INT32 || type == Type.INT64;
                case DELTA_LENGTH_BYTE_ARRAY -> type == Type.BYTE_ARRAY;
                case DELTA_BYTE_ARRAY -> type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY;
                case BYTE_STREAM_SPLIT -> type != Type.BOOLEAN && type != Type.BYTE_ARRAY && type != Type.INT96;
                case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> false;
            };
            if (!defined) {
                assertThatThrownBy(() -> Encodings.decoder(type, 4, encoding, empty))
                        .isInstanceOf(PageException.class)
                        .hasMessage("the encoding " + encoding + " is not one of " + type + " values");
            }
        }
    }

    @Test
    void aDecoderIsAskedForWhatItHas() {
        ValueDecoder decoder = new PlainBooleanDecoder(new PageBytes(new byte[PageBytes.PADDING_BYTES], 0, 0));

        assertThatThrownBy(() -> decoder.readLongs(new long[1], 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("PlainBooleanDecoder has no 64-bit values");
    }
}
