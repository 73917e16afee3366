package io.gpuquery.format.parquet.encoding;

import java.util.Arrays;

/**
 * Where some values of bytes lie: value {@code i} is {@code bytes[offsets[i]]} and the {@code lengths[i] - 1} that
 * follow. Filled by a decoder and valid until it is asked again. {@code bytes} is readable for {@link
 * PageBytes#PADDING_BYTES} beyond the last value.
 */
public final class ByteValues {
    public byte[] bytes = new byte[PageBytes.PADDING_BYTES];
    public int[] offsets = new int[0];
    public int[] lengths = new int[0];

    /** Makes room. */
    public void ensure(int count) {
        if (offsets.length < count) {
            offsets = Arrays.copyOf(offsets, count);
            lengths = Arrays.copyOf(lengths, count);
        }
    }
}
