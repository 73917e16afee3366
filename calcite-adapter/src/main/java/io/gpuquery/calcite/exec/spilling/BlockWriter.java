package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.NestedVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows as bytes, column after column: the {@linkplain Lane lane}, a bit for each null where there are any, then the values. Integers are
 * written as what they are above the least of the block, in as many bytes as that takes; texts as their lengths and their
 * bytes; nested values as those that they are made of.
 */
final class BlockWriter {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** Which vector comes back. */
    enum Lane {
        INT(0),
        LONG(1),
        WIDE(2),
        DOUBLE(3),
        TEXT(4),
        NESTED(5);

        private final byte code;

        Lane(int code) {
            this.code = (byte) code;
        }

        static Lane of(byte code) {
            for (Lane lane : values()) {
                if (lane.code == code) {
                    return lane;
                }
            }
            throw new IllegalArgumentException("there is no lane " + code);
        }
    }

    private byte[] bytes = new byte[1 << 12];
    private int length;
    private long[] longs = new long[0];

    /** What was written last. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void write(Vector[] columns, int count) {
        length = 0;
        for (Vector column : columns) {
            write(column, count);
        }
    }

    private void write(Vector column, int count) {
        if (longs.length < count) {
            longs = new long[count];
        }
        int @Nullable [] nulls = column.nulls();
        if (column instanceof IntVector ints) {
            start(Lane.INT, nulls, count);
            for (int i = 0; i < count; i++) {
                longs[i] = ints.values()[i];
            }
            writeLongs(longs, nulls, count);
        } else if (column instanceof LongVector values) {
            start(Lane.LONG, nulls, count);
            writeLongs(values.values(), nulls, count);
        } else if (column instanceof WideVector wide) {
            start(Lane.WIDE, nulls, count);
            writeLongs(wide.high(), nulls, count);
            writeLongs(wide.low(), nulls, count);
        } else if (column instanceof DoubleVector doubles) {
            start(Lane.DOUBLE, nulls, count);
            room(count * Double.BYTES);
            for (int i = 0; i < count; i++) {
                LONGS.set(bytes, length + i * Double.BYTES, Double.doubleToRawLongBits(doubles.values()[i]));
            }
            length += count * Double.BYTES;
        } else if (column instanceof CodedVector coded) {
            TextVector entries = coded.dictionary().entries();
            writeTexts(entries, coded.codes(), nulls, count);
        } else if (column instanceof NestedVector nested) {
            start(Lane.NESTED, nulls, count);
            writeNested(nested, count);
        } else {
            writeTexts((TextVector) column, null, nulls, count);
        }
    }

    /** How many children there are, the lengths of lists or maps, and each child as a column. */
    private void writeNested(NestedVector nested, int count) {
        room(2 * Byte.BYTES + Integer.BYTES);
        bytes[length++] = (byte) (nested.hasOffsets() ? 1 : 0);
        INTS.set(bytes, length, nested.childCount());
        length += Integer.BYTES;
        int first = nested.offset(0);
        int childRows = nested.offset(count) - first;
        if (nested.hasOffsets()) {
            for (int i = 0; i < count; i++) {
                longs[i] = (long) nested.offset(i + 1) - nested.offset(i);
            }
            writeLongs(longs, null, count);
        }
        for (int child = 0; child < nested.childCount(); child++) {
            Vector values = nested.child(child);
            if (first > 0) {
                int[] rows = new int[childRows];
                Arrays.setAll(rows, i -> first + i);
                values = values.gather(rows, childRows, new Scratch(0));
            }
            write(values, childRows);
        }
    }

    private void start(Lane lane, int @Nullable [] nulls, int count) {
        room(2);
        bytes[length++] = lane.code;
        bytes[length++] = (byte) (nulls == null ? 0 : 1);
        if (nulls != null) {
            int flags = (count + Byte.SIZE - 1) / Byte.SIZE;
            room(flags);
            Arrays.fill(bytes, length, length + flags, (byte) 0);
            for (int i = 0; i < count; i++) {
                bytes[length + i / Byte.SIZE] |= (byte) (nulls[i] << (i % Byte.SIZE));
            }
            length += flags;
        }
    }

    private void writeLongs(long[] values, int @Nullable [] nulls, int count) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            if (nulls == null || nulls[i] == 0) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
        }
        long range = min > max ? 0 : max - min;
        min = min > max ? 0 : min;
        int width = width(range);
        room(1 + Long.BYTES + count * width);
        bytes[length++] = (byte) width;
        LONGS.set(bytes, length, min);
        length += Long.BYTES;
        for (int i = 0; i < count; i++) {
            long above = nulls == null || nulls[i] == 0 ? values[i] - min : 0;
            put(length + i * width, above, width);
        }
        length += count * width;
    }

    /** Bytes that a number without a sign takes: 0, 1, 2, 4 or 8. */
    private static int width(long range) {
        if (range == 0) {
            return 0;
        }
        int wanted = (Long.SIZE - Long.numberOfLeadingZeros(range) + Byte.SIZE - 1) / Byte.SIZE;
        return wanted <= 2 ? wanted : wanted <= Integer.BYTES ? Integer.BYTES : Long.BYTES;
    }

    private void put(int at, long value, int width) {
        switch (width) {
            case 0 -> {}
            case Byte.BYTES -> bytes[at] = (byte) value;
            case Short.BYTES -> SHORTS.set(bytes, at, (short) value);
            case Integer.BYTES -> INTS.set(bytes, at, (int) value);
            default -> LONGS.set(bytes, at, value);
        }
    }

    /** Takes which text each row has; null: its own. */
    private void writeTexts(TextVector texts, int @Nullable [] rows, int @Nullable [] nulls, int count) {
        start(Lane.TEXT, nulls, count);
        long total = 0;
        for (int i = 0; i < count; i++) {
            boolean isNull = nulls != null && nulls[i] != 0;
            longs[i] = isNull ? 0 : texts.lengths()[rows == null ? i : rows[i]];
            total += longs[i];
        }
        writeLongs(longs, null, count);
        room(Integer.BYTES + Math.toIntExact(total));
        INTS.set(bytes, length, (int) total);
        length += Integer.BYTES;
        for (int i = 0; i < count; i++) {
            System.arraycopy(texts.bytes(), texts.starts()[rows == null ? i : rows[i]], bytes, length, (int) longs[i]);
            length += (int) longs[i];
        }
    }

    private void room(int more) {
        int wanted = Math.addExact(length, more);
        if (wanted > bytes.length) {
            long capacity = Math.max(wanted, Math.min(2L * bytes.length, Integer.MAX_VALUE - 16L));
            bytes = Arrays.copyOf(bytes, (int) capacity);
        }
    }
}
