package io.gpuquery.calcite.exec.vector;

import io.gpuquery.calcite.expression.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows as vectors of equal length, one for each column. Immutable; any number of threads may read. */
public final class Block {
    private final List<ValueType> types;
    private final Vector[] columns;
    private final int rowCount;

    /** Takes one vector of {@code rowCount} rows for each type. */
    public Block(List<ValueType> types, Vector[] columns, int rowCount) {
        if (types.size() != columns.length) {
            throw new IllegalArgumentException(columns.length + " columns for " + types.size() + " types");
        }
        this.types = types;
        this.columns = columns.clone();
        this.rowCount = rowCount;
    }

    public int rowCount() {
        return rowCount;
    }

    public List<ValueType> types() {
        return types;
    }

    /** The values of a column; of which lane differs from block to block. */
    public Vector column(int column) {
        return columns[column];
    }

    public boolean isNull(int column, int row) {
        return columns[column].isNull(row);
    }

    /** The value of a BOOLEAN (0, 1), integer, DATE, TIME, timestamp, or of a DECIMAL of at most 18 digits. */
    public long getLong(int column, int row) {
        return low(columns[column], row);
    }

    /** The value of a REAL or DOUBLE. */
    public double getDouble(int column, int row) {
        return ((DoubleVector) columns[column]).values()[row];
    }

    /** The low 64 bits of any exact number or of a UUID. */
    public long getLow(int column, int row) {
        return low(columns[column], row);
    }

    /** The high 64 bits of any exact number or of a UUID. */
    public long getHigh(int column, int row) {
        return high(columns[column], row);
    }

    /** A copy of the bytes of a VARCHAR or VARBINARY. */
    public byte[] getBytes(int column, int row) {
        if (columns[column] instanceof CodedVector coded) {
            return coded.dictionary().entries().getBytes(coded.codes()[row]);
        }
        return ((TextVector) columns[column]).getBytes(row);
    }

    /** The value of a VARCHAR. */
    public String getString(int column, int row) {
        if (columns[column] instanceof CodedVector coded) {
            return Objects.requireNonNullElse(coded.dictionary().getString(coded.codes()[row]), "");
        }
        return ((TextVector) columns[column]).getString(row);
    }

    /** The value boxed as {@link io.gpuquery.calcite.expression.RowFunction} says; null for a null. */
    public @Nullable Object getObject(int column, int row) {
        return Boxes.of(types.get(column).type()).box(columns[column], row);
    }

    /**
     * Boxes values into rows, see {@link #getObject}.
     *
     * @param rows takes the value of row {@code first + i} in {@code rows[i][field]}, for each i below {@code count}
     */
    public void read(int column, int first, int count, @Nullable Object[][] rows, int field) {
        Boxes boxes = Boxes.of(types.get(column).type());
        Vector vector = columns[column];
        for (int i = 0; i < count; i++) {
            rows[i][field] = boxes.box(vector, first + i);
        }
    }

    static long low(Vector vector, int row) {
        if (vector instanceof IntVector ints) {
            return ints.values()[row];
        }
        if (vector instanceof LongVector longs) {
            return longs.values()[row];
        }
        return ((WideVector) vector).low()[row];
    }

    static long high(Vector vector, int row) {
        return vector instanceof WideVector wide ? wide.high()[row] : low(vector, row) >> (Long.SIZE - 1);
    }

    /** For people and messages of tests: row after row. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rowCount; row++) {
            @Nullable Object[] values = new @Nullable Object[columns.length];
            for (int column = 0; column < columns.length; column++) {
                Object value = getObject(column, row);
                values[column] = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value;
            }
            text.append(Arrays.toString(values)).append('\n');
        }
        return text.toString();
    }
}
