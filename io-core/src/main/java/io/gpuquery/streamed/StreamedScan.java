package io.gpuquery.streamed;

import io.gpuquery.column.TableSchema;
import io.gpuquery.compression.Decompression;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.ChunkCutter;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scan of a compressed file: each morsel is a chunk of its text, decompressed by whoever takes it. As many chunks are in memory as
 * morsels are open.
 */
final class StreamedScan implements Scan {
    private final FormatReader reader;
    private final ScanRequest request;
    private final FileContents file;
    private final Chunks chunks;
    private final ScanCounters counters = new ScanCounters();
    private long nextOrdinal;
    private boolean closed;
    private @Nullable RuntimeException failure;

    StreamedScan(FormatReader reader, Decompression decompression, ScanRequest request, ChunkCutter cutter) {
        this.reader = reader;
        this.request = request;
        this.file = request.contents();
        TextStream stream = new TextStream(file, decompression, request.cancellation());
        this.chunks = new Chunks(file, stream, cutter, request.cancellation());
    }

    @Override
    public TableSchema schema() {
        return request.description().schema().project(request.columns());
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel() {
        if (closed) {
            return null;
        }
        if (failure != null) {
            throw failure;
        }
        Chunks.Chunk chunk;
        try {
            chunk = chunks.next();
        } catch (RuntimeException e) {
            // What comes behind cannot be had: the stream has lost its place.
            failure = e;
            throw e;
        }
        return chunk == null ? null : new ChunkMorsel(nextOrdinal++, reader, request, chunk, counters);
    }

    /** All: nothing is left out. */
    @Override
    public List<ScanPredicate> residual() {
        return request.predicates();
    }

    @Override
    public ScanCounters counters() {
        return counters;
    }

    /** Morsels that are open need neither the stream nor the file. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                chunks.close();
            } finally {
                file.close();
            }
        }
    }
}
