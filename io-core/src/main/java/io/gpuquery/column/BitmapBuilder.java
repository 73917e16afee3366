package io.gpuquery.column;

import java.util.Arrays;

/** A validity bitmap that costs nothing until the first null. */
final class BitmapBuilder {
    private byte[] bits = new byte[0];
    private int rowCount;
    private int nullCount;

    int rowCount() {
        return rowCount;
    }

    int nullCount() {
        return nullCount;
    }

    void appendValid() {
        if (nullCount != 0) {
            ensure();
            bits[rowCount >>> 3] |= (byte) (1 << (rowCount & 7));
        }
        rowCount++;
    }

    /** Appends some values, none of them null. */
    void appendValid(int count) {
        if (nullCount == 0) {
            rowCount += count;
        } else {
            for (int i = 0; i < count; i++) {
                appendValid();
            }
        }
    }

    void appendNull() {
        if (nullCount++ == 0) {
            bits = new byte[Math.max(64, (rowCount >>> 3) + 1)];
            Arrays.fill(bits, 0, rowCount >>> 3, (byte) 0xff);
            bits[rowCount >>> 3] = (byte) ((1 << (rowCount & 7)) - 1);
        }
        ensure();
        rowCount++;
    }

    private void ensure() {
        if (rowCount >>> 3 >= bits.length) {
            bits = Arrays.copyOf(bits, bits.length * 2);
        }
    }

    /** Bytes of the bitmap: none where there are no nulls. */
    int lengthBytes() {
        return nullCount == 0 ? 0 : (rowCount + 7) >>> 3;
    }

    byte[] bits() {
        return bits;
    }

    void clear() {
        bits = new byte[0];
        rowCount = 0;
        nullCount = 0;
    }
}
