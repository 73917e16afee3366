package io.gpuquery.column;

/**
 * How one value of a column lies in memory; little-endian throughout.
 *
 * <p>A column may be stored narrower than its {@link ColumnType} says (a BIGINT whose values fit sixteen bits), never wider.
 */
public enum Storage {
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    /** Two's complement, the low eight bytes first. */
    INT128(16),
    /** IEEE 754 binary32. */
    FLOAT32(4),
    /** IEEE 754 binary64. */
    FLOAT64(8),
    /**
     * Arrow's variable-size binary view: an int length; up to twelve bytes inline (zero-padded), or a four-byte prefix, an int
     * buffer index and an int offset. Source: Arrow columnar format 1.4, "Variable-size Binary View Layout".
     */
    VIEW(16),
    /** Values of child columns: a value has no width of its own. */
    NESTED(0);

    private final int widthBytes;

    Storage(int widthBytes) {
        this.widthBytes = widthBytes;
    }

    /** Bytes from one value to the next. */
    public int widthBytes() {
        return widthBytes;
    }

    /** Whether values are two's complement integers of at most 64 bits. */
    public boolean isInteger() {
        return switch (this) {
            case INT8, INT16, INT32, INT64 -> true;
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> false;
        };
    }
}
