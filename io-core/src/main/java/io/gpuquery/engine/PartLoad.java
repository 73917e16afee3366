package io.gpuquery.engine;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.engine.MemoryBudget.Reservation;
import io.gpuquery.memory.FileContents;
import io.gpuquery.resident.ResidentColumn;
import io.gpuquery.resident.SegmentBuilder;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.SinkMorsel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reading of some columns of one part of a file into memory. Nobody does it but those who wait for its rows: one at a time reads
 * one batch, so that each of them can stop at any time.
 */
final class PartLoad {
    private final ColumnStore store;
    private final List<StoredColumn> columns;
    private final int part;
    /** Rows of the part; -1 where that is not known. */
    private final long expectedRows;

    private final FileContents contents;
    private final Runnable onEnd;

    private final Morsel morsel;

    /** Used by the thread that reads, like the next. */
    private List<SegmentBuilder> builders = List.of();

    private long rows;
    private int segmentsRead;

    /** Segments that are in memory from a reading that ended early; they are read again if more is needed. */
    private final int presentBefore;

    /** Guarded by this, like the rest. */
    private int published;

    private long publishedRows;

    private boolean reading;
    private boolean ended;
    private boolean closed;
    private boolean released;
    private @Nullable Throwable failure;

    /**
     * @param expectedRows rows of the part; -1 where that is not known
     * @param contents the file, open as long as this
     * @param morsel gives the rows; closed by this
     * @param onEnd told once everything was read
     */
    PartLoad(
            ColumnStore store,
            List<StoredColumn> columns,
            int part,
            long expectedRows,
            FileContents contents,
            Morsel morsel,
            Runnable onEnd) {
        this.store = store;
        this.columns = columns;
        this.part = part;
        this.expectedRows = expectedRows;
        this.contents = contents;
        this.morsel = morsel;
        this.onEnd = onEnd;
        this.presentBefore = columns.stream()
                .mapToInt(column -> column.segmentCount(part))
                .min()
                .orElse(0);
        this.published = presentBefore;
    }

    /** Whether this goes on where another reading has stopped. */
    boolean isResumed() {
        return presentBefore > 0;
    }

    synchronized boolean isPublished(int segment) {
        return segment < published;
    }

    /** Whether there are no more segments than those published. */
    synchronized boolean isEnded() {
        return ended;
    }

    /** Whether there are no more segments than those published, and this is none of them: asked in one, since both change at once. */
    synchronized boolean isEndedBefore(int segment) {
        return ended && segment >= published;
    }

    /** Why there will be no further segment; null if nothing is known against it. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Rows that were published; all of them once this is ended. */
    synchronized long publishedRows() {
        return publishedRows;
    }

    /** Reads a batch, or finds out why there is none; false if somebody else is reading. */
    boolean tryRead(ScanCounters counters) {
        synchronized (this) {
            if (reading) {
                return false;
            }
            if (closed || ended || failure != null) {
                return true;
            }
            reading = true;
        }
        boolean last = false;
        Throwable failed = null;
        try {
            last = !readBatch(counters);
        } catch (RuntimeException | Error e) {
            failed = e;
        }
        synchronized (this) {
            reading = false;
            failure = failed == null ? failure : failed;
            ended = last && failure == null;
            if (closed || last || failed != null) {
                release();
            }
            notifyAll();
        }
        if (last && failed == null) {
            onEnd.run();
        }
        return true;
    }

    /** Waits for whoever reads, but no longer than some milliseconds; whether the thread was interrupted, which is then forgotten. */
    @SuppressWarnings("WaitNotInLoop") // whoever asks looks again at what it waits for
    synchronized boolean await(long millis) {
        if (reading) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                return true;
            }
        }
        return false;
    }

    private boolean readBatch(ScanCounters counters) {
        if (builders.isEmpty()) {
            builders = newBuilders();
        }
        boolean more = morsel instanceof SinkMorsel source ? readRows(source, counters) : readColumns(counters);
        return more ? rows != expectedRows || finish(counters) : finish(counters);
    }

    /** Whether there were any. */
    private boolean readRows(SinkMorsel source, ScanCounters counters) {
        long end = SegmentCut.start(part, segmentsRead + 1);
        int count = source.appendTo(builders, (int) Math.min(ColumnStore.BLOCK_ROWS, end - rows));
        rows += count;
        if (rows == end) {
            publish(counters);
        }
        return count > 0;
    }

    private boolean readColumns(ScanCounters counters) {
        ColumnBatch batch = morsel.nextBatch();
        if (batch == null) {
            return false;
        }
        try (batch) {
            if (batch.selection() != null) {
                throw new NotKeptException("the reader selects rows");
            }
            for (int at = 0; at < batch.rowCount(); ) {
                long end = SegmentCut.start(part, segmentsRead + 1);
                int count = (int) Math.min(batch.rowCount() - at, end - rows);
                append(batch, at, count);
                at += count;
                if (rows == end) {
                    publish(counters);
                }
            }
        }
        return true;
    }

    /** Makes the last segment of what is left. Always false. */
    private boolean finish(ScanCounters counters) {
        if (expectedRows >= 0 && rows != expectedRows) {
            throw new NotKeptException("the part has " + rows + " rows and had " + expectedRows);
        }
        if (rows > SegmentCut.start(part, segmentsRead)) {
            publish(counters);
        }
        synchronized (this) {
            if (!closed) {
                columns.forEach(column -> column.complete(part));
            }
        }
        return false;
    }

    private void append(ColumnBatch batch, int from, int count) {
        contents.guard(() -> {
            for (int i = 0; i < builders.size(); i++) {
                builders.get(i).append(batch.column(i), from, from + count);
            }
            return batch;
        });
        rows += count;
    }

    /** Rows of the segment that begins, as far as known. */
    private int expectedOfSegment() {
        long end = Math.min(expectedRows, SegmentCut.start(part, segmentsRead + 1));
        return (int) Math.max(0, end - rows);
    }

    private List<SegmentBuilder> newBuilders() {
        int expected = expectedOfSegment();
        return columns.stream()
                .map(column -> SegmentBuilder.of(
                        column.definition.type(),
                        expected,
                        ColumnStore.BLOCK_ROWS,
                        contents.region(),
                        column.dictionary))
                .toList();
    }

    /** Makes the rows since the last segment a segment of each column, all or none. */
    private void publish(ScanCounters counters) {
        contents.ensureUnchanged();
        if (segmentsRead >= presentBefore) {
            addSegments(counters);
        }
        builders.forEach(SegmentBuilder::close);
        segmentsRead++;
        int expected = expectedOfSegment();
        builders = builders.stream().map(builder -> builder.next(expected)).toList();
    }

    private void addSegments(ScanCounters counters) {
        List<Reservation> reservations = new ArrayList<>();
        List<ResidentColumn> segments = new ArrayList<>();
        try {
            for (int i = 0; i < columns.size(); i++) {
                reservations.add(store.reserve(builders.get(i).finish()));
                store.reserveDictionary(columns.get(i));
            }
            builders.forEach(builder -> segments.add(builder.build()));
            synchronized (this) {
                if (closed) {
                    throw new NotKeptException("nobody needed it any more");
                }
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).add(part, segments.get(i), reservations.get(i));
                }
                published++;
                publishedRows = rows;
                notifyAll();
            }
        } catch (RuntimeException | Error e) {
            segments.forEach(ResidentColumn::close);
            reservations.forEach(Reservation::close);
            throw e;
        }
        reservations.forEach(reservation -> counters.bytesKept.add(reservation.bytes()));
    }

    private void release() {
        if (released) {
            return;
        }
        released = true;
        builders.forEach(SegmentBuilder::close);
        builders = List.of();
        morsel.close();
    }

    /** Ends the reading; what was published stays. Idempotent. */
    synchronized void close() {
        closed = true;
        if (failure == null && !ended) {
            failure = new NotKeptException("nobody needed it any more");
        }
        if (!reading) {
            release();
        }
        notifyAll();
    }
}
