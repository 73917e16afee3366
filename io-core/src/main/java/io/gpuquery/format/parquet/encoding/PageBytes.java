package io.gpuquery.format.parquet.encoding;

import java.util.Objects;

/**
 * Bytes of a page on the heap.
 *
 * @param bytes holds {@link #PADDING_BYTES} bytes of anything behind {@code to}, so that decoders may load whole words
 * @param from where the page's bytes start
 * @param to where they end
 */
@SuppressWarnings("ArrayRecordComponent")
public record PageBytes(byte[] bytes, int from, int to) {
    /** Bytes behind the last one that may be loaded, though not used. */
    public static final int PADDING_BYTES = Long.BYTES;

    public PageBytes {
        Objects.checkFromToIndex(from, to, bytes.length - PADDING_BYTES);
    }

    public int lengthBytes() {
        return to - from;
    }

    /** The part that starts so many bytes later and is so long. */
    public PageBytes slice(int offsetBytes, int lengthBytes) {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, lengthBytes());
        return new PageBytes(bytes, from + offsetBytes, from + offsetBytes + lengthBytes);
    }

    /** The rest, from so many bytes later. */
    public PageBytes from(int offsetBytes) {
        return slice(offsetBytes, lengthBytes() - offsetBytes);
    }
}
