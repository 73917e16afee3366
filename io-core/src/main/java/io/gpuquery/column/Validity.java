package io.gpuquery.column;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a column hold a value: a bitmap, least significant bit first, set where there is a value; no bitmap at all where
 * there are no nulls. Source: Arrow columnar format 1.4, "Validity bitmaps". Immutable.
 */
public final class Validity {
    private final int rowCount;
    private final int nullCount;
    private final @Nullable BufferSlice bitmap;
    private final @Nullable ByteBuffer bits;

    private Validity(int rowCount, int nullCount, @Nullable BufferSlice bitmap) {
        this.rowCount = rowCount;
        this.nullCount = nullCount;
        this.bitmap = bitmap;
        this.bits = bitmap == null ? null : bitmap.bytes();
    }

    /** No row is null. */
    public static Validity allValid(int rowCount) {
        return new Validity(rowCount, 0, null);
    }

    /**
     * Nulls as the bitmap says.
     *
     * @param bitmap at least {@code (rowCount + 7) / 8} bytes
     * @param nullCount zero bits among the first {@code rowCount}
     */
    public static Validity of(BufferSlice bitmap, int rowCount, int nullCount) {
        if (bitmap.lengthBytes() < (rowCount + 7) >>> 3) {
            throw new IllegalArgumentException(bitmap.lengthBytes() + " bytes hold no bitmap of " + rowCount + " rows");
        }
        return nullCount == 0 ? allValid(rowCount) : new Validity(rowCount, nullCount, bitmap);
    }

    public boolean isValid(int row) {
        return bits == null || (bits.get(row >>> 3) >>> (row & 7) & 1) != 0;
    }

    public boolean isNull(int row) {
        return !isValid(row);
    }

    public boolean hasNulls() {
        return nullCount != 0;
    }

    public int nullCount() {
        return nullCount;
    }

    public int rowCount() {
        return rowCount;
    }

    /** The bitmap's bytes; null where there are no nulls. */
    public @Nullable BufferSlice bitmap() {
        return bitmap;
    }
}
