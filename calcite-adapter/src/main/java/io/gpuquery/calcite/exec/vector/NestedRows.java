package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects values of a type, nested ones too, whose number is not known before. */
final class NestedRows {
    private final ColumnType type;
    private final NestedRows[] children;
    private int rows;
    private boolean anyNull;
    private int[] nulls = new int[16];
    private long[] high = new long[0];
    private long[] low = new long[16];
    /** Of texts where they start; of lists and maps where their elements end. */
    private int[] places = new int[16];

    private byte[] bytes = new byte[0];
    private int byteCount;

    NestedRows(ColumnType type) {
        this.type = type;
        this.children = type.fields().stream()
                .map(field -> new NestedRows(field.type()))
                .toArray(NestedRows[]::new);
    }

    NestedRows child(int index) {
        return children[index];
    }

    private void next() {
        if (rows == nulls.length) {
            nulls = Arrays.copyOf(nulls, 2 * rows);
            low = Arrays.copyOf(low, 2 * rows);
            places = Arrays.copyOf(places, 2 * rows);
        }
    }

    void addNull() {
        next();
        nulls[rows] = 1;
        anyNull = true;
        if (type.kind() == ColumnType.Kind.ROW) {
            for (NestedRows field : children) {
                field.addNull();
            }
        }
        end();
    }

    /** A number: its bits. */
    void add(long highBits, long lowBits) {
        next();
        low[rows] = lowBits;
        if (highBits != 0 || high.length > 0) {
            high = high.length < low.length ? Arrays.copyOf(high, low.length) : high;
            high[rows] = highBits;
        }
        end();
    }

    /** A text. */
    void add(byte[] source, int start, int length) {
        next();
        if (bytes.length < byteCount + length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(byteCount, length), 2 * bytes.length));
        }
        System.arraycopy(source, start, bytes, byteCount, length);
        low[rows] = length;
        places[rows] = byteCount;
        byteCount += length;
        rows++;
    }

    /** Ends a nested value, of what was added to the children since the last. */
    void endRow() {
        next();
        end();
    }

    private void end() {
        places[rows] = type.isNested() ? children[0].rows : byteCount;
        rows++;
    }

    Vector build() {
        int @Nullable [] flags = anyNull ? nulls : null;
        return switch (type.storage()) {
            case INT8, INT16, INT32 ->
                type.kind() == ColumnType.Kind.BOOLEAN
                        ? IntVector.booleans(ints(), rows, flags)
                        : new IntVector(ints(), rows, flags);
            case INT64 -> new LongVector(low, rows, flags);
            case INT128 -> new WideVector(Arrays.copyOf(high, low.length), low, rows, flags, WideVector.ANY_BITS);
            case FLOAT32, FLOAT64 -> {
                double[] doubles = new double[rows];
                for (int i = 0; i < rows; i++) {
                    doubles[i] = Double.longBitsToDouble(low[i]);
                }
                yield new DoubleVector(doubles, rows, flags);
            }
            case VIEW -> new TextVector(bytes, places, ints(), rows, flags);
            case NESTED -> {
                Vector[] built = new Vector[children.length];
                for (int i = 0; i < built.length; i++) {
                    built[i] = children[i].build();
                }
                if (type.kind() == ColumnType.Kind.ROW) {
                    yield NestedVector.rows(built, rows, flags);
                }
                int[] offsets = new int[rows + 1];
                System.arraycopy(places, 0, offsets, 1, rows);
                yield NestedVector.lists(built, offsets, rows, flags);
            }
        };
    }

    private int[] ints() {
        int[] ints = new int[rows];
        for (int i = 0; i < rows; i++) {
            ints[i] = (int) low[i];
        }
        return ints;
    }
}
