package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.NestedVector;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link BlockWriter} wrote. */
final class BlockReader {
    private static final long UNSIGNED_BYTE = 0xff;
    private static final long UNSIGNED_SHORT = 0xffff;
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private final byte[] bytes;
    private int position;
    /** Of the integers read last. */
    private long least;

    private long greatest;

    BlockReader(byte[] bytes) {
        this.bytes = bytes;
    }

    Vector[] read(int count) {
        List<Vector> columns = new ArrayList<>();
        while (position < bytes.length) {
            columns.add(column(count));
        }
        return columns.toArray(Vector[]::new);
    }

    private Vector column(int count) {
        BlockWriter.Lane lane = BlockWriter.Lane.of(bytes[position++]);
        int @Nullable [] nulls = bytes[position++] == 0 ? null : nulls(count);
        return switch (lane) {
            case INT -> ints(count, nulls);
            case LONG -> {
                long[] values = longs(count);
                yield new LongVector(values, count, nulls, least, greatest);
            }
            case WIDE -> new WideVector(longs(count), longs(count), count, nulls, WideVector.ANY_BITS);
            case DOUBLE -> doubles(count, nulls);
            case TEXT -> texts(count, nulls);
            case NESTED -> nested(count, nulls);
        };
    }

    private NestedVector nested(int count, int @Nullable [] nulls) {
        boolean hasOffsets = bytes[position++] != 0;
        Vector[] children = new Vector[(int) BlockWriter.INTS.get(bytes, position)];
        position += Integer.BYTES;
        int[] offsets = new int[count + 1];
        int childRows = count;
        if (hasOffsets) {
            long[] lengths = longs(count);
            for (int i = 0; i < count; i++) {
                offsets[i + 1] = offsets[i] + (int) lengths[i];
            }
            childRows = offsets[count];
        }
        for (int child = 0; child < children.length; child++) {
            children[child] = column(childRows);
        }
        return hasOffsets
                ? NestedVector.lists(children, offsets, count, nulls)
                : NestedVector.rows(children, count, nulls);
    }

    private int[] nulls(int count) {
        int[] nulls = new int[count];
        for (int i = 0; i < count; i++) {
            nulls[i] = (bytes[position + i / Byte.SIZE] >> (i % Byte.SIZE)) & 1;
        }
        position += (count + Byte.SIZE - 1) / Byte.SIZE;
        return nulls;
    }

    /** What lies under a null is the least of the block, and for a boolean 0. */
    private IntVector ints(int count, int @Nullable [] nulls) {
        long[] values = longs(count);
        int[] ints = new int[count];
        for (int i = 0; i < count; i++) {
            ints[i] = nulls == null || nulls[i] == 0 ? (int) values[i] : 0;
        }
        return new IntVector(ints, count, nulls, (int) least, (int) greatest);
    }

    private long[] longs(int count) {
        int width = bytes[position++];
        long min = (long) BlockWriter.LONGS.get(bytes, position);
        position += Long.BYTES;
        long[] values = new long[count];
        long max = min;
        for (int i = 0; i < count; i++) {
            values[i] = min + get(position + i * width, width);
            max = Math.max(max, values[i]);
        }
        position += count * width;
        least = min;
        greatest = max;
        return values;
    }

    private long get(int at, int width) {
        return switch (width) {
            case 0 -> 0;
            case Byte.BYTES -> bytes[at] & UNSIGNED_BYTE;
            case Short.BYTES -> (short) BlockWriter.SHORTS.get(bytes, at) & UNSIGNED_SHORT;
            case Integer.BYTES -> (int) BlockWriter.INTS.get(bytes, at) & UNSIGNED_INT;
            default -> (long) BlockWriter.LONGS.get(bytes, at);
        };
    }

    private DoubleVector doubles(int count, int @Nullable [] nulls) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = Double.longBitsToDouble((long) BlockWriter.LONGS.get(bytes, position + i * Double.BYTES));
        }
        position += count * Double.BYTES;
        return new DoubleVector(values, count, nulls);
    }

    private TextVector texts(int count, int @Nullable [] nulls) {
        long[] read = longs(count);
        int total = (int) BlockWriter.INTS.get(bytes, position);
        position += Integer.BYTES;
        byte[] own = java.util.Arrays.copyOfRange(bytes, position, position + total);
        position += total;
        int[] starts = new int[count];
        int[] lengths = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            starts[i] = end;
            lengths[i] = (int) read[i];
            end += lengths[i];
        }
        return new TextVector(own, starts, lengths, count, nulls);
    }
}
