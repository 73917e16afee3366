package io.gpuquery.engine;

import io.gpuquery.catalog.SharedContents;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the reader of a file can tell of its parts (row groups) without reading them, for the predicates of a scan.
 *
 * <p>A part of which hardly a row may match is not worth decoding as a whole and keeping: those rows are streamed. Whoever asks for
 * them again and again pays for them again, so once as many rows of the part were streamed as it has, the next statement decodes and
 * keeps it. A part costs no more than twice what it would cost if everything were known beforehand. Opening pages and dictionaries
 * has its price however few rows they give, so a reading counts for a sixteenth of the part at least.
 *
 * <p>For one thread at a time; parts are asked for in ascending order.
 */
final class PartPruning implements AutoCloseable {
    /** Few rows: at most one of so many. */
    private static final int FEW = 8;
    /** How often rows of one part are streamed, at most. */
    private static final int MOST_TIMES = 16;

    /** What to do with a part. */
    enum Verdict {
        /** No row matches. */
        LEAVE_OUT,
        /** Few rows may match. */
        STREAM,
        /** Too many to tell, or it is worth keeping. */
        READ
    }

    private final StoredFile file;
    private final Scan scan;
    /** The next part that is not left out, and its rows that may match; found out when it is asked for. */
    private long aheadPart = -1;

    private long aheadRows;
    private boolean ended;

    PartPruning(StoredFile file, FormatReader reader, ScanRequest request, SharedContents contents) {
        this.file = file;
        this.scan = SafeScan.start(
                reader,
                new ScanRequest(
                        contents.view(),
                        request.description(),
                        List.of(),
                        request.predicates(),
                        request.options(),
                        request.batchRows(),
                        request.cancellation()));
    }

    Verdict of(int part) {
        while (!ended && aheadPart < part) {
            try (Morsel morsel = next(part)) {
                ended = morsel == null;
                aheadPart = morsel == null ? aheadPart : morsel.ordinal();
                aheadRows = morsel == null ? 0 : morsel.rowsAtMost();
            }
        }
        if (aheadPart != part) {
            return Verdict.LEAVE_OUT;
        }
        long rows = file.partRows(part);
        boolean few = aheadRows <= rows / FEW;
        return few && file.streamedRows(part) + price(rows) <= rows ? Verdict.STREAM : Verdict.READ;
    }

    private long price(long rows) {
        return Math.max(aheadRows, rows / MOST_TIMES);
    }

    private @Nullable Morsel next(int part) {
        return scan.nextMorsel(ordinal -> ordinal >= part);
    }

    /** How many rows the part asked for last counts for if it is streamed. */
    long price() {
        return price(file.partRows(Math.toIntExact(aheadPart)));
    }

    ScanCounters counters() {
        return scan.counters();
    }

    @Override
    public void close() {
        scan.close();
    }
}
