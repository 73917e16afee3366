package io.gpuquery.format.text;

import java.nio.charset.StandardCharsets;

/**
 * The fields of one column in some records that follow each other, as ranges of the bytes in which the records stand, which are valid
 * UTF-8. A field without a byte that is not in quotes is NULL. Filled anew for each block of records; for one thread.
 */
public final class FieldBlock {
    /** Most rows of a block. */
    public static final int ROWS = 1024;

    /** Of each field the first byte; its complement where quotes inside of it are doubled. */
    final int[] starts = new int[ROWS];
    /** Of each field the end; its complement where it was in quotes, which the range leaves out. */
    final int[] ends = new int[ROWS];

    byte[] bytes = new byte[0];
    int rowCount;

    /** The array of {@code starts}: the first byte of each field, or its complement where quotes inside of it are doubled. */
    public int[] starts() {
        return starts;
    }

    /** The array of {@code ends}: behind the last byte of each field, or the complement where it was in quotes. */
    public int[] ends() {
        return ends;
    }

    /** What the ranges are of. */
    public byte[] bytes() {
        return bytes;
    }

    /** Says in which bytes the ranges lie, and how many rows there are. Words of eight bytes must be readable up to every end. */
    public void set(byte[] newBytes, int newRowCount) {
        bytes = newBytes;
        rowCount = newRowCount;
    }

    /** Whether quotes inside of the field are doubled. */
    public boolean isDoubled(int row) {
        return starts[row] < 0;
    }

    /** Whether the field was in quotes. */
    public boolean isQuoted(int row) {
        return ends[row] < 0;
    }

    int start(int row) {
        int start = starts[row];
        return start ^ (start >> 31);
    }

    int end(int row) {
        int end = ends[row];
        return end ^ (end >> 31);
    }

    /** The characters between the quotes, or of the whole field without quotes. */
    public String text(int row) {
        int start = start(row);
        return new String(bytes, start, end(row) - start, StandardCharsets.UTF_8);
    }
}
