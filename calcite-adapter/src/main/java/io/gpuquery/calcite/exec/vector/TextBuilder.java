package io.gpuquery.calcite.exec.vector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects texts, one for each row. */
public final class TextBuilder {
    private final int[] starts;
    private final int[] lengths;
    private byte[] bytes = new byte[64];
    private int end;
    private int rows;

    /** Takes how many rows there will be. */
    public TextBuilder(int rowCount) {
        starts = new int[rowCount];
        lengths = new int[rowCount];
    }

    public void add(byte[] source, int start, int length) {
        append(source, start, length);
        finish();
    }

    public void add(String text) {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        add(source, 0, source.length);
    }

    public void addEmpty() {
        finish();
    }

    /** Adds to the text of the current row, which {@link #finish} ends. */
    public void append(byte[] source, int start, int length) {
        if (length > bytes.length - end) {
            long wanted = Math.max(end + (long) length, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.min(Integer.MAX_VALUE - 16L, wanted)));
        }
        System.arraycopy(source, start, bytes, end, length);
        end += length;
        lengths[rows] += length;
    }

    public void finish() {
        rows++;
        if (rows < starts.length) {
            starts[rows] = end;
        }
    }

    /** All rows. */
    public TextVector build(int @Nullable [] nulls) {
        return new TextVector(bytes, starts, lengths, rows, nulls);
    }
}
