package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.joining.JoinTable;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.kernel.KeyProbe;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.memory.MemoryBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a join as a device looks them up: a bitmap of integers, made when it is first asked for. Any thread may call. */
final class KeyMembers implements AutoCloseable {
    /** 16 MiB of bits. */
    private static final long MOST_PLACES = 1L << 27;
    /** Half a megabyte. */
    private static final long FEW_PLACES = 1L << 22;
    /** Beyond that most of the bits would be moved for nothing. */
    private static final long PLACES_PER_ROW = 512;

    private static final String PURPOSE = "joining on a device";

    private @Nullable MemoryBlock block;
    private boolean closed;

    /** What tells whether keys are in a table; null where it can not be told so. */
    @Nullable
    KeyProbe probe(JoinTable table, List<Expression> keys, boolean negated, MemoryAccount memory) {
        if (table.rowCount() == 0) {
            return null;
        }
        if (keys.size() == 1 && keys.get(0) instanceof InputReference column && isText(column)) {
            return new KeyProbe.OfTexts(column, negated, new KeyEntries(table));
        }
        long places = table.keyPlaces();
        long most = Math.min(MOST_PLACES, Math.max(FEW_PLACES, PLACES_PER_ROW * table.rowCount()));
        if (places == 0 || places > most || !keys.stream().allMatch(KeyMembers::isInteger)) {
            return null;
        }
        BufferSlice bits = bits(table, places, memory);
        return bits == null ? null : new KeyProbe.OfIntegers(ranges(table, keys), negated, bits);
    }

    private static boolean isText(InputReference column) {
        return column.type().type().kind() == ColumnType.Kind.VARCHAR;
    }

    private static boolean isInteger(Expression key) {
        ColumnType type = key.type().type();
        Storage storage = type.storage();
        return storage.isInteger() && storage != Storage.INT128 && type.kind() != ColumnType.Kind.BOOLEAN;
    }

    private static List<KeyProbe.Key> ranges(JoinTable table, List<Expression> keys) {
        List<KeyProbe.Key> ranges = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            long[] range = table.range(key);
            if (range == null) {
                throw new IllegalStateException("a key without a range");
            }
            ranges.add(new KeyProbe.Key(keys.get(key), range[0], range[1] - range[0] + 1));
        }
        return ranges;
    }

    private synchronized @Nullable BufferSlice bits(JoinTable table, long places, MemoryAccount memory) {
        int ints = (int) ((places + Integer.SIZE - 1) / Integer.SIZE);
        int lengthBytes = ints * Integer.BYTES;
        if (closed || memory.isOver()) {
            return null;
        }
        MemoryBlock bits = block;
        if (bits == null) {
            memory.reserve(lengthBytes, PURPOSE);
            bits = MemoryBlock.allocate(lengthBytes);
            block = bits;
            table.writeMembers(bits.slice(0, lengthBytes).asIntBuffer());
        }
        return new BufferSlice(bits, 0, lengthBytes);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (block != null) {
            block.close();
        }
    }
}
