package io.gpuquery.calcite.exec.vector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts (UTF-8) or other bytes: stretches of one array. */
public final class TextVector extends Vector {
    private final byte[] bytes;
    private final int[] starts;
    private final int[] lengths;

    /** Takes where each value begins in the bytes, and how many it has: inside the array also for nulls. */
    public TextVector(byte[] bytes, int[] starts, int[] lengths, int length, int @Nullable [] nulls) {
        super(length, nulls);
        this.bytes = bytes;
        this.starts = starts;
        this.lengths = lengths;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int[] starts() {
        return starts;
    }

    public int[] lengths() {
        return lengths;
    }

    /** A copy of one value. */
    public byte[] getBytes(int row) {
        return Arrays.copyOfRange(bytes, starts[row], starts[row] + lengths[row]);
    }

    public String getString(int row) {
        return new String(bytes, starts[row], lengths[row], StandardCharsets.UTF_8);
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        int[] gatheredStarts = scratch.ints(count);
        int[] gatheredLengths = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            gatheredStarts[i] = starts[rows[i]];
            gatheredLengths[i] = lengths[rows[i]];
        }
        return new TextVector(bytes, gatheredStarts, gatheredLengths, count, gatheredNulls);
    }

    @Override
    public Vector copy() {
        int total = 0;
        for (int row = 0; row < length(); row++) {
            total = Math.addExact(total, isNull(row) ? 0 : lengths[row]);
        }
        byte[] copied = new byte[total];
        int[] copiedStarts = new int[length()];
        int[] copiedLengths = new int[length()];
        int end = 0;
        for (int row = 0; row < length(); row++) {
            copiedStarts[row] = end;
            if (!isNull(row)) {
                System.arraycopy(bytes, starts[row], copied, end, lengths[row]);
                copiedLengths[row] = lengths[row];
                end += lengths[row];
            }
        }
        return new TextVector(copied, copiedStarts, copiedLengths, length(), copyOfNulls());
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        return new TextVector(bytes, starts, lengths, length(), newNulls);
    }
}
