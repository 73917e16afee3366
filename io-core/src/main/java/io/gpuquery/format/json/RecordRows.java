package io.gpuquery.format.json;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.ScanCounters;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a part of a text: of plain objects a block at a time, of other records one after the other. For one thread; holds nothing
 * outside the heap.
 */
final class RecordRows implements AutoCloseable {
    /** After so many plain objects in a row, what is not plain is taken for an exception. */
    private static final int MANY = 64;

    private static final int MOST_TURNS = 1024;

    private final RowWriter writer;
    private final ScanCounters counters;
    /** Null where all records are read one at a time. */
    private @Nullable PlainObjects objects;

    private final LongFunction<RecordCursor> cursors;
    /** Of the one record that begins at an offset. */
    private final LongFunction<RecordCursor> single;
    /** Null while objects are read. */
    private @Nullable RecordCursor cursor;

    /** Records that the cursor reads before objects are looked for again, and how many it will be the next time. */
    private int turns;

    private int nextTurns = 1;
    private long offset;
    private boolean ended;

    /** Takes what makes a cursor of records from an offset on, and of the one at an offset. */
    RecordRows(
            RowWriter writer,
            ScanCounters counters,
            @Nullable PlainObjects objects,
            long startOffset,
            LongFunction<RecordCursor> cursors,
            LongFunction<RecordCursor> single) {
        this.writer = writer;
        this.counters = counters;
        this.objects = objects;
        this.cursors = cursors;
        this.single = single;
        this.offset = startOffset;
    }

    /** The next rows, owned by the caller; null after the last. */
    @Nullable
    ColumnBatch nextBatch(int batchRows) {
        read(batchRows);
        return writer.rowCount() == 0 ? null : writer.build();
    }

    /** Appends the next rows to sinks; how many, 0 after the last. */
    int appendTo(List<? extends ColumnSink> sinks, int mostRows) {
        writer.into(sinks);
        read(mostRows);
        return writer.flush();
    }

    private void read(int mostRows) {
        long start = offset;
        // Of rows that are left out there may be any number.
        while (!ended && writer.rowCount() < mostRows && (writer.rowCount() == 0 || !writer.isFull())) {
            PlainObjects plain = objects;
            if (plain != null && turns == 0) {
                readObjects(plain, writer.room(mostRows));
            } else {
                readRecord(plain);
            }
        }
        counters.bytesDecoded.add(offset - start);
        counters.rowsRead.add(writer.rowCount());
    }

    private void readObjects(PlainObjects plain, int mostRows) {
        int count = plain.nextBlock(mostRows);
        if (count == 0) {
            ended = plain.isAtEnd();
            turns = nextTurns;
            nextTurns = Math.min(MOST_TURNS, 2 * nextTurns);
            offset = plain.offset();
            return;
        }
        nextTurns = count < MANY ? nextTurns : 1;
        writer.append(plain, count, row -> {
            try (RecordCursor one = single.apply(plain.start(row))) {
                one.read(writer);
            }
        });
        writer.addChars(plain.offset() - offset);
        offset = plain.offset();
    }

    private void readRecord(@Nullable PlainObjects plain) {
        RecordCursor records = cursor;
        if (records == null) {
            records = cursors.apply(offset);
            cursor = records;
        }
        switch (records.read(writer)) {
            case RECORD -> {}
            case UNREADABLE -> counters.rowsSkipped.increment();
            case END -> ended = true;
        }
        offset = records.offset();
        if (records.isArray() && plain != null && !plain.isOfArray()) {
            objects = null;
        } else if (plain != null && --turns == 0) {
            plain.seek(offset);
            close();
        }
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
