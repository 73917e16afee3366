package io.gpuquery.streamed;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk: what the reader makes of it as of a file, at the places that it has in the whole text. */
final class ChunkMorsel implements Morsel {
    private final long ordinal;
    private final ScanRequest request;
    private final Chunks.Chunk chunk;
    private final Scan scan;
    private final ScanCounters counters;
    private @Nullable Morsel morsel;
    private boolean counted;
    private boolean closed;

    /** Owns the chunk, also where this fails. */
    ChunkMorsel(long ordinal, FormatReader reader, ScanRequest request, Chunks.Chunk chunk, ScanCounters counters) {
        this.ordinal = ordinal;
        this.request = request;
        this.chunk = chunk;
        this.counters = counters;
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

    private void count() {
        if (counted) {
            return;
        }
        counted = true;
        ScanCounters found = scan.counters();
        counters.rowsRead.add(found.rowsRead.sum());
        counters.rowsSkipped.add(found.rowsSkipped.sum());
        counters.rowsPadded.add(found.rowsPadded.sum());
        counters.fieldsIgnored.add(found.fieldsIgnored.sum());
        counters.bytesDecoded.add(found.bytesDecoded.sum());
        request.columns().forEach(column -> counters.nulled(column, found.fieldsNulled(column)));
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
