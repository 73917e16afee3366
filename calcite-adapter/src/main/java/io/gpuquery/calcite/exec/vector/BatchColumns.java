package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Copies stretches of a batch's columns into heap arrays. Used by one thread at a time, for one batch after the other; a dictionary
 * that comes again is not read again.
 */
public final class BatchColumns implements ColumnSource {
    private final ColumnReader[] readers;
    private final Dictionaries[] dictionaries;
    private @Nullable ColumnBatch batch;
    private int first;
    private int count;
    private int @Nullable [] rows;

    /** Takes how many columns batches have. */
    public BatchColumns(int columnCount) {
        readers = new ColumnReader[columnCount];
        dictionaries = new Dictionaries[columnCount];
        for (int i = 0; i < columnCount; i++) {
            dictionaries[i] = new Dictionaries();
        }
    }

    /** Reads from this batch from now on, which stays the caller's. */
    public void open(ColumnBatch newBatch) {
        batch = newBatch;
        java.util.Arrays.fill(readers, null);
    }

    /** Forgets the batch. */
    public void close() {
        batch = null;
        java.util.Arrays.fill(readers, null);
    }

    /** Moves on to some of the rows that count in the batch. */
    public void select(int newFirst, int newCount) {
        first = newFirst;
        count = newCount;
        rows = null;
        Selection selection = batch().selection();
        if (selection != null) {
            rows = new int[newCount];
            for (int i = 0; i < newCount; i++) {
                rows[i] = selection.row(newFirst + i);
            }
        }
    }

    private ColumnBatch batch() {
        if (batch == null) {
            throw new IllegalStateException("there is no batch");
        }
        return batch;
    }

    @Override
    public Vector column(int index, Scratch scratch) {
        int @Nullable [] selected = rows;
        return selected == null
                ? reader(index).read(first, count, scratch)
                : reader(index).gather(selected, count, scratch);
    }

    @Override
    public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
        int[] absolute = scratch.ints(positionCount);
        int @Nullable [] selected = rows;
        for (int i = 0; i < positionCount; i++) {
            absolute[i] = selected == null ? first + positions[i] : selected[positions[i]];
        }
        return reader(index).gather(absolute, positionCount, scratch);
    }

    private ColumnReader reader(int index) {
        ColumnReader reader = readers[index];
        if (reader == null) {
            reader = ColumnReader.of(batch().column(index), dictionaries[index]);
            readers[index] = reader;
        }
        return reader;
    }
}
