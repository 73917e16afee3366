package io.gpuquery.streamed;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk: what the reader makes of it as of a file, at the places that it has in the whole text. */
final class ChunkMorsel implements Morsel {
    private final long ordinal;
    private final ScanRequest request;
    private final Chunks.Chunk chunk;
    private final Scan scan;
    private final ScanCounters counters;
    private @Nullable Morsel morsel;
    /** What was added to the counters so far: of rows and bytes, and of each column the fields that were nulled. */
    private final long[] counted;

    private boolean closed;

    /** Owns the chunk, also where this fails. */
    ChunkMorsel(long ordinal, FormatReader reader, ScanRequest request, Chunks.Chunk chunk, ScanCounters counters) {
        this.ordinal = ordinal;
        this.request = request;
        this.chunk = chunk;
        this.counters = counters;
        this.counted = new long[5 + request.columns().size()];
        this.scan = reader.scan(new ScanRequest(
                chunk.text(),
                chunk.description(),
                request.columns(),
                request.predicates(),
                request.options(),
                request.batchRows(),
                request.cancellation()));
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
        try {
            while (true) {
                Morsel part = morsel == null ? scan.nextMorsel() : morsel;
                morsel = part;
                if (part == null) {
                    count();
                    return null;
                }
                ColumnBatch batch = part.nextBatch();
                if (batch != null) {
                    count();
                    return batch;
                }
                part.close();
                morsel = null;
            }
        } catch (DataException e) {
            throw e.at(place(e.location()));
        }
    }

    /** A place in the chunk, as one in the text. */
    private Location place(Location inChunk) {
        Location place = inChunk;
        Long line = inChunk.line();
        if (line != null) {
            place = place.withLine(line + chunk.linesBefore());
        }
        Long offset = inChunk.byteOffset();
        if (offset != null) {
            place = place.withByteOffset(offset + chunk.offset());
        }
        return place;
    }

    /** Adds what the chunk's scan did since the last time: who leaves in the middle of the chunk has read what was read until then. */
    private void count() {
        ScanCounters found = scan.counters();
        count(0, found.rowsRead, counters.rowsRead);
        count(1, found.rowsSkipped, counters.rowsSkipped);
        count(2, found.rowsPadded, counters.rowsPadded);
        count(3, found.fieldsIgnored, counters.fieldsIgnored);
        count(4, found.bytesDecoded, counters.bytesDecoded);
        for (int i = 0; i < request.columns().size(); i++) {
            int column = request.columns().get(i);
            long nulled = found.fieldsNulled(column);
            counters.nulled(column, nulled - counted[5 + i]);
            counted[5 + i] = nulled;
        }
    }

    private void count(int which, LongAdder found, LongAdder total) {
        long sum = found.sum();
        total.add(sum - counted[which]);
        counted[which] = sum;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            count();
            if (morsel != null) {
                morsel.close();
            }
            scan.close();
        }
    }
}
