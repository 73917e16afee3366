package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.BlockCursor;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.translation.RuntimeValues;
import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.Abandonment;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/**
 * The rows that operators of ours make, one after the other, as Calcite's runtime wants them: boxed numbers, DATE as days, TIME as
 * milliseconds (Integer), timestamps as milliseconds (Long), one-column rows bare.
 *
 * <p>Nothing starts before the first row is asked for. Everything is closed at the last row, at a failure, on {@link #close()}, or
 * once nobody refers to the rows. One thread reads; any thread may close.
 */
public final class BlockRows implements Enumerator<@Nullable Object> {
    /** Rows taken out of a block at a time: few at first, for those who want few. */
    private static final int FIRST_ROWS = 16;

    private static final int MOST_ROWS = 1024;

    private final Supplier<BlockCursor> source;
    private final List<String> names;
    private final QueryScope scope;
    private Reading reading;
    private Cleaner.Cleanable net;
    private @Nullable Block block;
    private int taken;
    private @Nullable Object[][] rows = new @Nullable Object[0][];
    private int nextRows = FIRST_ROWS;
    private int position = -1;
    private boolean ended;

    /**
     * @param source starts the operators; called at the first row, and again after {@link #reset}
     * @param names the columns, for warnings
     */
    public BlockRows(Supplier<BlockCursor> source, List<String> names, QueryScope scope) {
        this.source = source;
        this.names = List.copyOf(names);
        this.scope = scope;
        this.reading = new Reading(source);
        this.net = Abandonment.watch(this, reading);
    }

    @Override
    public boolean moveNext() {
        if (++position < rows.length) {
            return true;
        }
        position = 0;
        rows = new @Nullable Object[0][];
        if (ended) {
            return false;
        }
        try {
            rows = nextRows();
        } catch (CancellationException e) {
            throw scope.stopped(e);
        } finally {
            if (rows.length == 0) {
                close();
            }
        }
        return rows.length > 0;
    }

    private @Nullable Object[][] nextRows() {
        Block from = block;
        if (from == null || taken == from.rowCount()) {
            if (from == null) {
                scope.opened(reading);
            }
            scope.check();
            from = reading.next();
            block = from;
            taken = 0;
            if (from == null) {
                return new @Nullable Object[0][];
            }
            warnOfLoss(from);
        }
        int count = Math.min(nextRows, from.rowCount() - taken);
        nextRows = Math.min(nextRows * 4, MOST_ROWS);
        @Nullable Object[][] made = rows(from, taken, count);
        taken += count;
        return made;
    }

    private @Nullable Object[][] rows(Block from, int first, int count) {
        List<ValueType> types = from.types();
        @Nullable Object[][] made = new @Nullable Object[count][types.size()];
        for (int field = 0; field < types.size(); field++) {
            from.read(field, first, count, made, field);
            ColumnType type = types.get(field).type();
            if (type.isNested() || type.kind() == ColumnType.Kind.VARBINARY) {
                for (@Nullable Object[] row : made) {
                    row[field] = RuntimeValues.of(row[field]);
                }
            }
        }
        return made;
    }

    /** Calcite's runtime has no digits below the millisecond. */
    private void warnOfLoss(Block from) {
        for (int column = 0; column < names.size(); column++) {
            if (TimeLoss.isIn(from, column)) {
                scope.warn("Column \"" + names.get(column) + "\" is "
                        + from.types().get(column).type()
                        + "; the digits of its values below the millisecond are not in the result.");
            }
        }
    }

    @Override
    public @Nullable Object current() {
        if (position < 0 || position >= rows.length) {
            throw new NoSuchElementException("there is no current row");
        }
        @Nullable Object[] row = rows[position];
        return switch (row.length) {
            case 0 -> FlatLists.COMPARABLE_EMPTY_LIST;
            case 1 -> row[0];
            default -> row;
        };
    }

    /** Starts again from the first row. */
    @Override
    public void reset() {
        close();
        reading = new Reading(source);
        net = Abandonment.watch(this, reading);
        block = null;
        taken = 0;
        rows = new @Nullable Object[0][];
        position = -1;
        nextRows = FIRST_ROWS;
        ended = false;
    }

    @Override
    public void close() {
        ended = true;
        net.clean();
        scope.closed(reading);
    }

    /** What is open. Apart from the rows, so that they can become unreachable. */
    private static final class Reading implements Runnable {
        private final Supplier<BlockCursor> source;

        /** Guarded by this, like the next. */
        private @Nullable BlockCursor cursor;

        private boolean closed;

        Reading(Supplier<BlockCursor> source) {
            this.source = source;
        }

        @Nullable
        Block next() {
            return cursor().next();
        }

        private synchronized BlockCursor cursor() {
            if (closed) {
                throw new IllegalStateException("the rows are closed");
            }
            BlockCursor open = cursor;
            if (open == null) {
                open = source.get();
                cursor = open;
            }
            return open;
        }

        /** Closes, also while another thread waits for the next block, whose wait ends then. */
        @Override
        public void run() {
            BlockCursor open;
            synchronized (this) {
                closed = true;
                open = cursor;
                cursor = null;
            }
            if (open != null) {
                open.close();
            }
        }
    }
}
