package io.gpuquery.format.parquet.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian words in byte arrays, at any offset. */
public final class LittleEndian {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static int getInt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    public static long getLong(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    /**
     * Unpacks numbers that lie bit by bit behind each other, the least significant bit first.
     *
     * @param bytes readable for {@link PageBytes#PADDING_BYTES} beyond the last number
     * @param bitWidth 1 to 32
     */
    static void unpack(byte[] bytes, long firstBit, int bitWidth, int[] target, int offset, int count) {
        long mask = (1L << bitWidth) - 1;
        long bit = firstBit;
        for (int i = offset; i < offset + count; i++) {
            // 32 bits that start anywhere in a byte are within the eight bytes from there.
            target[i] = (int) (getLong(bytes, (int) (bit >>> 3)) >>> (bit & 7) & mask);
            bit += bitWidth;
        }
    }

    /** The same for up to 64 bits, from the start of a byte. */
    static void unpack(byte[] bytes, int from, int bitWidth, long[] target, int count) {
        if (bitWidth == 0) {
            java.util.Arrays.fill(target, 0, count, 0);
            return;
        }
        long mask = -1L >>> (Long.SIZE - bitWidth);
        long bit = (long) from << 3;
        for (int i = 0; i < count; i++) {
            int at = (int) (bit >>> 3);
            int shift = (int) (bit & 7);
            long word = getLong(bytes, at) >>> shift;
            if (shift + bitWidth > Long.SIZE) {
                word |= (long) bytes[at + Long.BYTES] << (Long.SIZE - shift);
            }
            target[i] = word & mask;
            bit += bitWidth;
        }
    }
}
