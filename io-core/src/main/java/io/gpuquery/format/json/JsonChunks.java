package io.gpuquery.format.json;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkCutter;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import java.nio.ByteBuffer;

/** Cuts objects that follow each other, or the elements of a top-level array. */
final class JsonChunks implements ChunkCutter {
    private static final int WINDOW_BYTES = 1 << 20;

    private final FileDescription description;
    private final JsonShape shape;
    private final ReadOptions options;
    private boolean first = true;

    JsonChunks(FileDescription description, JsonShape shape, ReadOptions options) {
        this.description = description;
        this.shape = shape;
        this.options = options;
    }

    @Override
    public long cut(FileContents text, long wantedBytes, Cancellation cancellation) {
        if (shape.layout() == JsonShape.Layout.ARRAY) {
            return new ArrayBorders(text, cancellation).next(0, !first, wantedBytes);
        }
        return new JsonText(text, options, cancellation)
                .nextBorder(Math.min(wantedBytes, text.sizeBytes()), text.sizeBytes());
    }

    @Override
    public FileDescription end(FileContents chunk, boolean last) {
        JsonPiece piece = new JsonPiece(shape, first, last, chunk.sizeBytes());
        first = false;
        return new FileDescription(
                description.format(), description.schema(), description.statistics(), piece, description.findings());
    }

    @Override
    public long lineEnds(FileContents chunk, Cancellation cancellation) {
        long lines = 0;
        for (long at = 0; at < chunk.sizeBytes(); at += WINDOW_BYTES) {
            cancellation.check();
            ByteBuffer window = chunk.region().slice(at, (int) Math.min(WINDOW_BYTES, chunk.sizeBytes() - at));
            while (window.hasRemaining()) {
                lines += window.get() == '\n' ? 1 : 0;
            }
        }
        return lines;
    }
}
