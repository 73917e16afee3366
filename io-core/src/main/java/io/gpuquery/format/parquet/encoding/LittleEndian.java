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
        int done = 0;
        if (bitWidth <= 7) {
            done = unpackEights(bytes, firstBit, bitWidth, target, offset, count);
        } else if (bitWidth <= 14) {
            done = unpackFours(bytes, firstBit, bitWidth, target, offset, count);
        }
        long mask = (1L << bitWidth) - 1;
        long bit = firstBit + (long) done * bitWidth;
        for (int i = offset + done; i < offset + count; i++) {
            // 32 bits that start anywhere in a byte are within the eight bytes from there.
            target[i] = (int) (getLong(bytes, (int) (bit >>> 3)) >>> (bit & 7) & mask);
            bit += bitWidth;
        }
    }

    /** Eight numbers of 7 bits that start anywhere in a byte are within the eight bytes from there. */
    private static int unpackEights(byte[] bytes, long firstBit, int width, int[] target, int offset, int count) {
        int mask = (1 << width) - 1;
        int done = 0;
        long bit = firstBit;
        for (; done <= count - 8; done += 8) {
            long word = getLong(bytes, (int) (bit >>> 3)) >>> (bit & 7);
            int at = offset + done;
            target[at] = (int) word & mask;
            target[at + 1] = (int) (word >>> width) & mask;
            target[at + 2] = (int) (word >>> (2 * width)) & mask;
            target[at + 3] = (int) (word >>> (3 * width)) & mask;
            target[at + 4] = (int) (word >>> (4 * width)) & mask;
            target[at + 5] = (int) (word >>> (5 * width)) & mask;
            target[at + 6] = (int) (word >>> (6 * width)) & mask;
            target[at + 7] = (int) (word >>> (7 * width)) & mask;
            bit += 8L * width;
        }
        return done;
    }

    /** And so are four numbers of 14 bits. */
    private static int unpackFours(byte[] bytes, long firstBit, int width, int[] target, int offset, int count) {
        int mask = (1 << width) - 1;
        int done = 0;
        long bit = firstBit;
        for (; done <= count - 4; done += 4) {
            long word = getLong(bytes, (int) (bit >>> 3)) >>> (bit & 7);
            int at = offset + done;
            target[at] = (int) word & mask;
            target[at + 1] = (int) (word >>> width) & mask;
            target[at + 2] = (int) (word >>> (2 * width)) & mask;
            target[at + 3] = (int) (word >>> (3 * width)) & mask;
            bit += 4L * width;
        }
        return done;
    }

    /**
     * Unpacks bits to bytes, the least significant bit first.
     *
     * @param bytes as above
     * @return how many bits are 1
     */
    static int unpackBits(byte[] bytes, long firstBit, byte[] target, int offset, int count) {
        int ones = 0;
        int done = 0;
        for (; done <= count - 8; done += 8) {
            long bit = firstBit + done;
            long eight = (getLong(bytes, (int) (bit >>> 3)) >>> (bit & 7)) & 0xff;
            // Each byte gets its one of the bits, which then becomes the byte's highest: no sum exceeds 255.
            long apart = (eight * 0x0101010101010101L) & 0x8040201008040201L;
            long flags = ((apart + 0x7f7f7f7f7f7f7f7fL) >>> 7) & 0x0101010101010101L;
            LONG.set(target, offset + done, flags);
            ones += Long.bitCount(flags);
        }
        for (; done < count; done++) {
            long bit = firstBit + done;
            byte value = (byte) (bytes[(int) (bit >>> 3)] >>> (bit & 7) & 1);
            target[offset + done] = value;
            ones += value;
        }
        return ones;
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
