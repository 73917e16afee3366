package io.gpuquery.parts;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One file after the other. Of a large file the morsels are handed on; a small one is a morsel as a whole, which is opened by the
 * thread that reads it.
 */
final class PartsScan implements Scan {
    /** Opening a file costs about as much as reading so many bytes. */
    static final long SMALL_FILE_BYTES = 1L << 20;

    private List<PartFile> parts;
    private final PartRequest request;
    private final TableSchema schema;
    private final ConcurrentLinkedQueue<ScanCounters> counters = new ConcurrentLinkedQueue<>();
    private int nextPart;
    private long nextOrdinal;
    private @Nullable OpenPart current;
    private boolean closed;

    /** Takes the files that may have rows wanted. */
    PartsScan(List<PartFile> parts, PartRequest request) {
        this.parts = parts;
        this.request = request;
        this.schema = request.schema();
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel() {
        while (!closed) {
            OpenPart open = current;
            if (open != null) {
                Morsel morsel = open.scan().nextMorsel();
                if (morsel != null) {
                    return new PartMorsel(nextOrdinal++, open, morsel);
                }
                current = null;
                open.close();
            }
            if (nextPart == parts.size()) {
                return null;
            }
            PartFile part = parts.get(nextPart++);
            if (part.sizeBytes() < SMALL_FILE_BYTES) {
                return new FileMorsel(nextOrdinal++, part);
            }
            current = open(part);
        }
        return null;
    }

    /** Of whole files only: of others, nothing is taken out. */
    @Override
    public synchronized @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
        if (!exact && !request.predicates().isEmpty()) {
            return null;
        }
        Summary sum = Summary.ofNothing(wanted.size());
        List<PartFile> left = new ArrayList<>();
        for (PartFile part : parts) {
            request.cancellation().check();
            Summary summary = null;
            try (OpenPart open = OpenPart.open(part, request)) {
                summary = open == null ? Summary.ofNothing(wanted.size()) : open.summary(wanted);
                if (open != null && summary != null) {
                    counters.add(open.scan().counters());
                }
            }
            if (summary == null) {
                left.add(part);
            } else {
                sum = sum.plus(summary);
            }
        }
        parts = left;
        return sum;
    }

    private @Nullable OpenPart open(PartFile part) {
        OpenPart open = OpenPart.open(part, request);
        if (open != null) {
            counters.add(open.scan().counters());
        }
        return open;
    }

    /** None where rows are exact; else all: files differ in what they leave over. */
    @Override
    public List<ScanPredicate> residual() {
        return request.exact() ? List.of() : request.predicates();
    }

    /** The sum of what the files' scans did by now. */
    @Override
    public ScanCounters counters() {
        ScanCounters sum = new ScanCounters();
        counters.forEach(sum::add);
        return sum;
    }

    @Override
    public synchronized void close() {
        closed = true;
        OpenPart open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    /** A part of a file. */
    private record PartMorsel(long ordinal, OpenPart part, Morsel morsel) implements Morsel {
        @Override
        public @Nullable ColumnBatch nextBatch() {
            return part.nextBatch(morsel);
        }

        @Override
        public void close() {
            morsel.close();
        }
    }

    /** A whole file. */
    private final class FileMorsel implements Morsel {
        private final long ordinal;
        private final PartFile file;
        private @Nullable OpenPart part;
        private @Nullable Morsel morsel;
        private boolean finished;

        FileMorsel(long ordinal, PartFile file) {
            this.ordinal = ordinal;
            this.file = file;
        }

        @Override
        public long ordinal() {
            return ordinal;
        }

        @Override
        public @Nullable ColumnBatch nextBatch() {
            request.cancellation().check();
            OpenPart from = part;
            if (from == null && !finished) {
                from = open(file);
                part = from;
            }
            while (from != null && !finished) {
                Morsel reading = morsel;
                if (reading == null) {
                    reading = from.scan().nextMorsel();
                    morsel = reading;
                }
                ColumnBatch batch = reading == null ? null : from.nextBatch(reading);
                if (batch != null) {
                    return batch;
                }
                morsel = null;
                if (reading == null) {
                    close();
                } else {
                    reading.close();
                }
            }
            finished = true;
            return null;
        }

        @Override
        public void close() {
            finished = true;
            Morsel reading = morsel;
            morsel = null;
            if (reading != null) {
                reading.close();
            }
            OpenPart open = part;
            part = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
