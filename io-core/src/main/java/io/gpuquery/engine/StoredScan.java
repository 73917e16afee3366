package io.gpuquery.engine;

import io.gpuquery.catalog.SharedContents;
import io.gpuquery.column.TableSchema;
import io.gpuquery.resident.BlockBounds;
import io.gpuquery.resident.BlockSkipping;
import io.gpuquery.resident.ResidentColumn;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.MorselSummaries;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.Summary;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scan of columns in memory, which puts there what is missing as its morsels are read.
 *
 * <p>Where the rows of the parts are known, a morsel is a segment of them; else it is a part.
 */
final class StoredScan implements Scan {
    /** Morsels of a part have ordinals from that of the part on. */
    private static final int ORDINAL_SHIFT = 24;

    final StoredFile file;
    final FormatReader reader;
    final ScanRequest request;
    final List<StoredColumn> columns;
    /** What reads the columns that were not there. */
    final List<Load> loads;

    final TableSchema schema;
    final BlockSkipping skipping;
    final SharedContents contents;
    private final ScanCounters counters = new ScanCounters();
    private final ColumnStore store;
    private final long @Nullable [] partRows;
    private final AtomicInteger users = new AtomicInteger(1);
    private @Nullable PartPruning pruning;
    /** The last part of which it was decided how to read it. */
    private int judged = -1;

    private Set<Long> known = Set.of();
    private boolean closed;
    /** The last part of which some rows may be wanted. */
    private int wantedPart = -1;

    private int part;
    private int segment;
    private volatile boolean notKept;

    /**
     * The store has counted this as a user of the columns.
     *
     * @param loading gives what to wait for, for a view of the contents
     */
    StoredScan(
            ColumnStore store,
            StoredFile file,
            FormatReader reader,
            ScanRequest request,
            List<StoredColumn> columns,
            Function<SharedContents, List<Load>> loading) {
        this.store = store;
        this.file = file;
        this.reader = reader;
        this.request = request;
        this.columns = columns;
        this.schema = request.description().schema().project(request.columns());
        this.skipping = new BlockSkipping(request.predicates());
        this.contents = new SharedContents(request.contents());
        try {
            this.loads = loading.apply(contents);
        } catch (RuntimeException | Error e) {
            contents.close();
            throw e;
        }
        // After the loads: rows that become known later change nothing for this scan.
        this.partRows = file.partRows();
        for (StoredColumn column : columns) {
            boolean warm = loads.stream().noneMatch(load -> load.columns.contains(column));
            counters.column(column.definition.name(), warm);
        }
        if (!loads.isEmpty()) {
            counters.bytesCopied.add(ColumnStore.bytesCopied(request));
        }
    }

    Cancellation cancellation() {
        return request.cancellation();
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel() {
        cancellation().check();
        if (closed) {
            return null;
        }
        StoredMorsel morsel = partRows == null ? nextPart() : nextSegment(partRows);
        if (morsel != null) {
            users.incrementAndGet();
        }
        return morsel;
    }

    @Override
    public synchronized @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
        long[] rows = partRows;
        if (rows == null || (!exact && !request.predicates().isEmpty())) {
            return null;
        }
        KnownSegments segments = new KnownSegments(
                file,
                request.description().details(),
                new MorselSummaries(request.predicates(), request.columns(), wanted));
        Summary summary = segments.take(rows);
        known = segments.ordinals();
        counters.blocksSkipped.add(segments.blocksSkipped());
        counters.rowsKnown.add(summary.rowCount());
        return summary;
    }

    private @Nullable StoredMorsel nextPart() {
        if (loads.get(0).part(part) == null) {
            return null;
        }
        long ordinal = (long) part << ORDINAL_SHIFT;
        return new StoredMorsel(this, ordinal, part++, 0, Integer.MAX_VALUE, false);
    }

    private @Nullable StoredMorsel nextSegment(long[] rows) {
        while (part < rows.length) {
            int count = SegmentCut.count(part, rows[part]);
            PartPruning.Verdict verdict = judged == part ? PartPruning.Verdict.READ : judge(count);
            if (segment == count || verdict == PartPruning.Verdict.LEAVE_OUT) {
                part++;
                segment = 0;
            } else if (known.contains(ordinal(part, segment))) {
                segment++;
            } else if (columns.isEmpty() || verdict == PartPruning.Verdict.STREAM) {
                segment = count;
                return new StoredMorsel(this, ordinal(part, 0), part, 0, count, verdict == PartPruning.Verdict.STREAM);
            } else {
                int first = segment;
                // What has to be read from the file is read in one go.
                segment = notKept ? count : segment + 1;
                if (notKept || isToBeFinished(part) || mayMatch(part, first)) {
                    wantedPart = part;
                    return new StoredMorsel(this, ordinal(part, first), part, first, segment, false);
                }
            }
        }
        return null;
    }

    /** What becomes of a part of so many segments; not asked of the reader where bounds in memory are finer. */
    private PartPruning.Verdict judge(int count) {
        judged = part;
        if (request.predicates().isEmpty() || !file.ofRowGroups || loads.isEmpty() || count == 0) {
            return PartPruning.Verdict.READ;
        }
        PartPruning asked = pruning;
        if (asked == null) {
            asked = new PartPruning(file, reader, request, contents);
            pruning = asked;
        }
        PartPruning.Verdict verdict = asked.of(part);
        (verdict == PartPruning.Verdict.LEAVE_OUT ? counters.rowGroupsPruned : counters.rowGroupsRead).increment();
        if (verdict != PartPruning.Verdict.STREAM) {
            return verdict;
        }
        boolean whole = true;
        for (int number = 0; number < count; number++) {
            whole &= !known.contains(ordinal(part, number));
        }
        boolean inMemory = loads.stream().allMatch(load -> load.isThere(part));
        if (notKept || !whole || inMemory) {
            return PartPruning.Verdict.READ;
        }
        file.stream(part, asked.price());
        return verdict;
    }

    static long ordinal(int part, int segment) {
        return ((long) part << ORDINAL_SHIFT) + segment;
    }

    /** Whether some block of a segment may match, as far as it is in memory; counts it as skipped if none does. */
    boolean mayMatch(int ofPart, int number) {
        ResidentColumn any = request.predicates().stream()
                .flatMapToInt(ScanPredicate::columns)
                .mapToObj(column -> file.columns.get(column).segment(ofPart, number))
                .filter(Objects::nonNull)
                .findAny()
                .orElse(null);
        if (any == null) {
            return true;
        }
        int blocks = any.bounds().blockCount();
        for (int block = 0; block < blocks; block++) {
            if (mayMatch(ofPart, number, block)) {
                return true;
            }
        }
        counters.blocksSkipped.add(blocks);
        counters.rowsPassedOver.add(any.rowCount());
        return false;
    }

    /**
     * Whether segments that nobody asks for now are read with those that somebody does: where it was left at the same point before.
     * Else every statement would read the part anew up to there.
     */
    private boolean isToBeFinished(int ofPart) {
        return wantedPart == ofPart && loads.stream().anyMatch(load -> load.isResumed(ofPart));
    }

    boolean mayMatch(int ofPart, int number, int block) {
        return skipping.mayMatch(block, column -> bounds(ofPart, number, column));
    }

    private @Nullable BlockBounds bounds(int ofPart, int number, int column) {
        ResidentColumn resident = file.columns.get(column).segment(ofPart, number);
        // Columns that nobody asked for may be dropped at any time, but their bounds are on the heap.
        return resident == null ? null : resident.bounds();
    }

    /** From now on morsels are read from the file: what they need does not stay in memory. */
    void notKept() {
        notKept = true;
        store.refuse(this);
    }

    /** All: blocks are left out, no rows. */
    @Override
    public List<ScanPredicate> residual() {
        return request.predicates();
    }

    @Override
    public ScanCounters counters() {
        return counters;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    /** Ends the use by this or a morsel: the columns are used until all have ended. */
    void release() {
        if (users.decrementAndGet() == 0) {
            store.leave(this);
            // What was read in part is counted once its reading has ended.
            tell();
            contents.close();
        }
    }

    /** What reading the file has found, whoever has read it. */
    private void tell() {
        PartPruning asked = pruning;
        if (asked != null) {
            counters.bytesOfIndexes.add(asked.counters().bytesOfIndexes.sum());
            asked.close();
        }
        if (!file.tell(columns, counters)) {
            for (Load load : loads) {
                ScanCounters found = load.counters();
                counters.rowsSkipped.add(found.rowsSkipped.sum());
                counters.rowsPadded.add(found.rowsPadded.sum());
                counters.fieldsIgnored.add(found.fieldsIgnored.sum());
                columns.forEach(column -> counters.nulled(column.index, found.fieldsNulled(column.index)));
            }
        }
        for (Load load : loads) {
            counters.bytesDecoded.add(load.counters().bytesDecoded.sumThenReset());
            counters.pagesRead.add(load.counters().pagesRead.sumThenReset());
        }
    }
}
