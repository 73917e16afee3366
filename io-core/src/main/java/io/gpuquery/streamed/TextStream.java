package io.gpuquery.streamed;

import io.gpuquery.compression.Decompression;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What a compressed file is without its compression, from its start to its end, within the bound of what it may become. The contents stay
 * the caller's. For one thread.
 */
final class TextStream implements AutoCloseable {
    private final FileContents contents;
    private final Decompression decompression;
    private final Cancellation cancellation;
    private final CompressedBytes compressed;
    private @Nullable InputStream stream;
    private long textBytes;

    TextStream(FileContents contents, Decompression decompression, Cancellation cancellation) {
        this.contents = contents;
        this.decompression = decompression;
        this.cancellation = cancellation;
        this.compressed = new CompressedBytes(contents);
    }

    /**
     * Reads some bytes; how many, -1 at the end.
     *
     * @throws DataException if the file is damaged, cut, or becomes too long
     * @throws CancellationException if cancelled
     */
    int read(byte[] target, int offset, int length) {
        cancellation.check();
        int count;
        try {
            InputStream from = stream;
            if (from == null) {
                from = decompression.rewrite(compressed);
                stream = from;
            }
            count = from.read(target, offset, length);
        } catch (DataException | CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decompressors meet damage with whatever exception it leads to. What was read while the file changed is
            // none.
            contents.ensureUnchanged();
            throw decompression.damaged(contents.path(), e, textBytes);
        }
        textBytes += Math.max(0, count);
        if (textBytes > decompression.mostBytes()) {
            throw decompression.tooLong(contents.path());
        }
        return count;
    }

    /** Bytes of text read so far. */
    long textBytes() {
        return textBytes;
    }

    /** Bytes of the file that were taken for them, and somewhat more. */
    long compressedBytes() {
        return compressed.position();
    }

    /** Gives native memory back. Idempotent. */
    @Override
    public void close() {
        InputStream open = stream;
        stream = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("a stream over memory failed to close", e);
            }
        }
    }
}
