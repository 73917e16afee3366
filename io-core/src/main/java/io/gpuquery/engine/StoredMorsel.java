package io.gpuquery.engine;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.resident.ResidentColumn;
import io.gpuquery.resident.TooLargeException;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ScanCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Segments of one part of a file: from memory, or, where they could not be kept there, from the file. */
final class StoredMorsel implements Morsel {
    /** Between two looks at whether the statement was cancelled, while somebody else reads. */
    private static final long PATIENCE_MILLIS = 10;

    private final StoredScan scan;
    private final long ordinal;
    private final int part;
    private final int endSegment;
    private final ScanCounters counters;
    private int segment;
    private List<ResidentColumn> present = List.of();
    private int rowCount;
    /** The next row of the segment; behind its last one where the next segment is to be taken. */
    private int row;

    /** Whether the part is read from the file, without what cannot match. */
    private final boolean streamed;

    private @Nullable DirectRows direct;
    private boolean closed;

    /** Takes the first segment, and the one behind the last, which are those of the whole part where it is streamed. */
    StoredMorsel(StoredScan scan, long ordinal, int part, int firstSegment, int endSegment, boolean streamed) {
        this.streamed = streamed;
        this.scan = scan;
        this.ordinal = ordinal;
        this.part = part;
        this.segment = firstSegment;
        this.endSegment = endSegment;
        this.counters = scan.counters();
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public @Nullable ColumnBatch nextBatch() {
        if (closed) {
            throw new IllegalStateException("the morsel is closed");
        }
        while (true) {
            scan.cancellation().check();
            if (streamed && direct == null) {
                direct = DirectRows.thatMayMatch(scan, part);
            }
            DirectRows fromFile = direct;
            if (fromFile != null) {
                ColumnBatch batch = fromFile.nextBatch();
                if (batch != null) {
                    counters.rowsRead.add(batch.selectedCount());
                }
                return batch;
            }
            if (row < rowCount) {
                ColumnBatch batch = nextRun();
                if (batch != null) {
                    counters.rowsRead.add(batch.rowCount());
                    return batch;
                }
            } else if (segment == endSegment) {
                return null;
            } else {
                try {
                    if (!nextSegment()) {
                        return null;
                    }
                } catch (NotKeptException | TooLargeException e) {
                    scan.notKept();
                    direct = DirectRows.between(scan, part, SegmentCut.start(part, segment), endRow());
                }
            }
        }
    }

    private long endRow() {
        return endSegment == Integer.MAX_VALUE ? Long.MAX_VALUE : SegmentCut.start(part, endSegment);
    }

    /** Goes to the next segment; false if there is none. */
    private boolean nextSegment() {
        if (scan.columns.isEmpty()) {
            return nextEmptySegment();
        }
        // First what decides whether the others are needed.
        List<Load> first = scan.loads.stream().filter(this::isOfPredicate).toList();
        if (!await(first)) {
            return false;
        }
        if (first.size() < scan.loads.size()) {
            boolean wanted = scan.mayMatch(part, segment);
            await(
                    wanted
                            ? scan.loads
                            : scan.loads.stream()
                                    .filter(load -> load.isResumed(part))
                                    .toList());
            if (!wanted) {
                segment++;
                return true;
            }
        }
        List<ResidentColumn> found = new ArrayList<>();
        for (StoredColumn column : scan.columns) {
            ResidentColumn resident = column.segment(part, segment);
            if (resident == null) {
                throw new NotKeptException("segment " + segment + " of part " + part + " is not in memory");
            }
            found.add(resident);
        }
        present = found;
        rowCount = found.get(0).rowCount();
        row = 0;
        segment++;
        return true;
    }

    private boolean isOfPredicate(Load load) {
        // Text is read in one pass.
        return !scan.file.ofRowGroups
                || load.columns.stream()
                        .anyMatch(column -> scan.request.predicates().stream()
                                .anyMatch(predicate -> predicate.columns().anyMatch(index -> index == column.index)));
    }

    /** Rows without columns: what is left of the part. */
    private boolean nextEmptySegment() {
        long[] known = scan.file.partRows();
        long start = SegmentCut.start(part, segment);
        long end;
        if (scan.loads.isEmpty() && known != null) {
            end = known[part];
            segment = endSegment;
        } else {
            if (!await(scan.loads)) {
                return false;
            }
            PartLoad load = scan.loads.get(0).part(part);
            end = load == null ? start : Math.min(load.publishedRows(), SegmentCut.start(part, segment + 1));
            segment++;
        }
        rowCount = Math.toIntExact(end - start);
        row = 0;
        return true;
    }

    /** Waits for the next segment, helping; false if the part has ended before it. */
    private boolean await(List<Load> loads) {
        boolean interrupted = false;
        try {
            while (true) {
                PartLoad pending = work(loads);
                if (pending == null) {
                    return true;
                }
                if (pending.isEndedBefore(segment)) {
                    return false;
                }
                // An interrupt is nobody's wish to cancel: it is kept for whoever looks at it.
                interrupted |= pending.await(PATIENCE_MILLIS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads what is missing of the next segment: null if it is there, else what ended before it, or what somebody else reads. */
    private @Nullable PartLoad work(List<Load> loads) {
        while (true) {
            scan.cancellation().check();
            PartLoad pending = null;
            boolean worked = false;
            for (Load load : loads) {
                if (load.isThere(part)) {
                    continue;
                }
                PartLoad reading = load.part(part);
                if (reading == null || reading.isPublished(segment)) {
                    continue;
                }
                if (reading.isEndedBefore(segment)) {
                    return reading;
                }
                Throwable failure = reading.failure();
                if (failure != null) {
                    throw failed(failure);
                }
                if (reading.tryRead(counters)) {
                    worked = true;
                    break;
                }
                pending = reading;
            }
            if (!worked) {
                return pending;
            }
        }
    }

    /** What to throw for the failure of a reading that several may have waited for. */
    private RuntimeException failed(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof DataException original) {
            // A stack of its own for each of them.
            return new DataException(original.problem(), original.location(), original.hint(), original);
        }
        if (failure instanceof CancellationException) {
            scan.cancellation().check();
            // All others were cancelled just when this one came.
            return new NotKeptException("the reading was cancelled");
        }
        return (RuntimeException) failure;
    }

    /** The next rows whose blocks may match, as far as all columns lie in one piece; null if none are left. */
    private @Nullable ColumnBatch nextRun() {
        if (scan.columns.isEmpty()) {
            ColumnBatch batch = new ColumnBatch(scan.schema, rowCount, List.of());
            row = rowCount;
            return batch;
        }
        boolean all = scan.request.predicates().isEmpty();
        int block = row / ColumnStore.BLOCK_ROWS;
        int blocks = present.get(0).bounds().blockCount();
        if (!all && row % ColumnStore.BLOCK_ROWS == 0) {
            while (block < blocks && !scan.mayMatch(part, segment - 1, block)) {
                counters.blocksSkipped.increment();
                counters.rowsPassedOver.add(present.get(0).bounds().rowCount(block));
                block++;
            }
            row = Math.min(rowCount, block * ColumnStore.BLOCK_ROWS);
        }
        if (row == rowCount) {
            return null;
        }
        int end = all ? blocks : block + 1;
        while (!all && end < blocks && scan.mayMatch(part, segment - 1, end)) {
            end++;
        }
        int to = Math.min(rowCount, end * ColumnStore.BLOCK_ROWS);
        for (ResidentColumn column : present) {
            to = Math.min(to, column.pieceEnd(row));
        }
        counters.blocksScanned.add((to - row + ColumnStore.BLOCK_ROWS - 1) / ColumnStore.BLOCK_ROWS);
        ColumnBatch batch = batch(row, to);
        row = to;
        return batch;
    }

    private ColumnBatch batch(int from, int to) {
        List<Column> columns = new ArrayList<>(present.size());
        try {
            for (int i = 0; i < present.size(); i++) {
                ResidentColumn resident = present.get(i);
                if (resident.isCoded()) {
                    try (ViewColumn entries = scan.columns.get(i).dictionary.entries()) {
                        columns.add(resident.rows(from, to, entries));
                    }
                } else {
                    columns.add(resident.rows(from, to, null));
                }
            }
            columns.forEach(this::count);
            return new ColumnBatch(scan.schema, to - from, columns);
        } catch (RuntimeException | Error e) {
            columns.forEach(Column::close);
            throw e;
        }
    }

    private void count(Column column) {
        BufferSlice values = column.buffers().get(0);
        boolean inPlace = values.region() instanceof MappedFile;
        (inPlace ? counters.bytesInPlace : counters.bytesResident).add(values.lengthBytes());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            DirectRows fromFile = direct;
            if (fromFile != null) {
                fromFile.close();
            }
            scan.release();
        }
    }
}
