package io.gpuquery.format.parquet.value;

import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.ValueDecoder;

/** Unscaled integers in two's complement, the most significant byte first, of any length. */
final class DecimalDecoder implements ValueDecoder {
    private static final int WIDE_BYTES = 16;

    private final ValueDecoder written;
    private final ByteValues values = new ByteValues();

    DecimalDecoder(ValueDecoder written) {
        this.written = written;
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        int done = 0;
        while (done < count) {
            int read = written.readBytes(values, count - done);
            for (int i = 0; i < read; i++) {
                int start = significant(i, Long.BYTES);
                target[offset + done + i] = number(start, values.offsets[i] + values.lengths[i]);
            }
            done += read;
        }
    }

    @Override
    public void readWides(long[] target, int offset, int count) {
        int done = 0;
        while (done < count) {
            int read = written.readBytes(values, count - done);
            for (int i = 0; i < read; i++) {
                int start = significant(i, WIDE_BYTES);
                int end = values.offsets[i] + values.lengths[i];
                int middle = Math.max(start, end - Long.BYTES);
                long low = number(middle, end);
                int at = (offset + done + i) << 1;
                target[at] = low;
                target[at + 1] = middle == start ? low >> (Long.SIZE - 1) : number(start, middle);
            }
            done += read;
        }
    }

    /** Where a value starts, without leading bytes that only repeat its sign. */
    private int significant(int index, int maxBytes) {
        int start = values.offsets[index];
        int length = values.lengths[index];
        if (length == 0) {
            throw PageException.damaged("a decimal of no bytes");
        }
        int end = start + length;
        byte[] bytes = values.bytes;
        byte sign = (byte) (bytes[start] >> 7);
        while (end - start > maxBytes) {
            if (bytes[start] != sign || (bytes[start + 1] < 0) != (sign < 0)) {
                throw PageException.damaged("a decimal of " + length + " bytes has more digits than its column's type");
            }
            start++;
        }
        return start;
    }

    /** Of one to eight bytes. */
    private long number(int start, int end) {
        byte[] bytes = values.bytes;
        long value = bytes[start];
        for (int i = start + 1; i < end; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }
}
