package io.gpuquery.streamed;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkCutter;
import io.gpuquery.scan.FileDescription;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text of a compressed file in chunks of whole records, one after the other. Where they are cut depends on the text alone. For one
 * thread; what of the text was read beyond the last chunk is kept on the heap.
 */
final class Chunks implements AutoCloseable {
    /** The first one is small, so that the first rows are there soon. */
    static final int FIRST_BYTES = 256 << 10;

    /** Each is twice as long as the one before, up to this. */
    static final int LARGEST_BYTES = 4 << 20;

    /** What is read beyond the wanted end of a chunk, since a record ends there. */
    private static final int MARGIN_BYTES = 64 << 10;

    /** What is decompressed before anybody looks whether the statement was cancelled. */
    private static final int PIECE_BYTES = 256 << 10;

    /** A longer record is none that was meant to be one. */
    private static final int LONGEST_RECORD_BYTES = 256 << 20;

    private final FileContents file;
    private final TextStream stream;
    private final ChunkCutter cutter;
    private final Cancellation cancellation;
    private final int longestRecordBytes;
    private byte[] rest = new byte[0];
    private byte[] buffer = new byte[0];
    private int wantedBytes = FIRST_BYTES;
    private long offset;
    private long linesBefore;
    private boolean ended;

    Chunks(FileContents file, TextStream stream, ChunkCutter cutter, Cancellation cancellation) {
        this(file, stream, cutter, cancellation, LONGEST_RECORD_BYTES);
    }

    Chunks(
            FileContents file,
            TextStream stream,
            ChunkCutter cutter,
            Cancellation cancellation,
            int longestRecordBytes) {
        this.file = file;
        this.stream = stream;
        this.cutter = cutter;
        this.cancellation = cancellation;
        this.longestRecordBytes = longestRecordBytes;
    }

    /**
     * One chunk.
     *
     * @param text its bytes, to be closed by whoever takes it
     * @param description what to read them by
     * @param offset of its first byte in the text
     * @param linesBefore lines of the text that end before it
     */
    record Chunk(FileContents text, FileDescription description, long offset, long linesBefore) {}

    /** The next chunk; null behind the last. */
    @Nullable
    Chunk next() {
        if (ended) {
            return null;
        }
        int length = rest.length;
        int room = Math.max(length, wantedBytes) + MARGIN_BYTES;
        if (buffer.length < room) {
            buffer = new byte[room];
        }
        System.arraycopy(rest, 0, buffer, 0, length);
        while (true) {
            length = fill(length);
            MemoryBlock block = MemoryBlock.allocate(length);
            try {
                block.slice(0, length).put(buffer, 0, length);
                ChunkContents text = new ChunkContents(file, block, length, true);
                long end = ended ? length : cutter.cut(text, wantedBytes, cancellation);
                if (ended || end < length) {
                    return chunk(text.first(file, end), length);
                }
            } catch (RuntimeException | Error e) {
                block.close();
                throw e;
            }
            block.close();
            if (length >= longestRecordBytes) {
                throw tooLong(length);
            }
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        }
    }

    /** Reads until the buffer is full; how much of it is text. */
    private int fill(int from) {
        int length = from;
        while (!ended && length < buffer.length) {
            int count = stream.read(buffer, length, Math.min(PIECE_BYTES, buffer.length - length));
            ended = count < 0;
            length += Math.max(0, count);
        }
        return length;
    }

    private Chunk chunk(ChunkContents text, int length) {
        int end = (int) text.sizeBytes();
        Chunk chunk = new Chunk(text, cutter.end(text, ended), offset, linesBefore);
        linesBefore += cutter.lineEnds(text, cancellation);
        offset += end;
        rest = Arrays.copyOfRange(buffer, end, length);
        wantedBytes = Math.min(LARGEST_BYTES, 2 * wantedBytes);
        int usual = wantedBytes + MARGIN_BYTES;
        if (ended || buffer.length > 2 * usual) {
            buffer = new byte[0];
        }
        return chunk;
    }

    private DataException tooLong(int length) {
        return new DataException(
                String.format(Locale.ROOT, "A record of the compressed text is longer than %,d bytes", length),
                Location.of(file.path()).withLine(linesBefore + 1),
                "Check that the quote or brace that opens there is closed; if it is, keep the file as it is when it is"
                        + " decompressed.");
    }

    /** Idempotent. */
    @Override
    public void close() {
        ended = true;
        rest = new byte[0];
        buffer = rest;
        stream.close();
    }
}
