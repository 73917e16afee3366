package io.gpuquery.streamed;

import io.gpuquery.compression.Decompression;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkedReader;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.TableStatistics;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads compressed files as they are: their text is never there as a whole, neither in memory nor in a file. One thread at a time
 * decompresses a chunk, whoever takes the next morsel; others parse those before it. Nothing is kept of a text that was read, so a
 * scan begins at its start.
 *
 * @param reader of the text
 * @param decompression what makes the text of the file
 */
public record StreamedReader(ChunkedReader reader, Decompression decompression) implements FormatReader {
    /** Texts up to this length are better held as a whole. */
    public static final int HEAD_BYTES = 4 << 20;

    private static final int PIECE_BYTES = 128 << 10;

    /**
     * The first bytes of a text, up to the last line end among them if there is one; to be closed by the caller. They are whole where the
     * text has no more.
     *
     * @throws DataException if the file is damaged or cut before, or becomes too long
     */
    public static FileContents head(FileContents file, Decompression decompression, Cancellation cancellation) {
        return readHead(file, decompression, cancellation).contents();
    }

    /**
     * @param compressedBytes of the file, of which the head was made
     * @param textBytes of the head before it was cut
     */
    private record Head(FileContents contents, long compressedBytes, long textBytes) {}

    private static Head readHead(FileContents file, Decompression decompression, Cancellation cancellation) {
        MemoryBlock block = MemoryBlock.allocate(HEAD_BYTES);
        try (TextStream stream = new TextStream(file, decompression, cancellation)) {
            byte[] piece = new byte[PIECE_BYTES];
            int length = 0;
            int count = 0;
            while (count >= 0 && length < HEAD_BYTES) {
                count = stream.read(piece, 0, Math.min(piece.length, HEAD_BYTES - length));
                if (count > 0) {
                    block.slice(length, count).put(piece, 0, count);
                    length += count;
                }
            }
            boolean whole = count < 0;
            long end = whole ? length : lineEnd(block, length);
            return new Head(new ChunkContents(file, block, end, whole), stream.compressedBytes(), length);
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
    }

    private static long lineEnd(MemoryBlock block, int length) {
        byte[] bytes = new byte[length];
        block.slice(0, length).get(bytes);
        for (int i = length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return length;
    }

    /**
     * Describes a file by the head of its text; null where that does not do: every row is to be looked at, or the records can only be
     * found in the whole text, or something is wrong with the head alone.
     */
    public @Nullable FileDescription describeHead(FileContents file, ReadOptions options, Cancellation cancellation) {
        if (options.sampleRows() == 0) {
            return null;
        }
        Head head = readHead(file, decompression, cancellation);
        try (FileContents text = head.contents()) {
            FileDescription description = reader.describe(text, options, cancellation);
            if (reader.cutter(description, options) == null) {
                return null;
            }
            double textOfByte = head.textBytes() / (double) Math.max(1, head.compressedBytes());
            double heads = Math.max(1, file.sizeBytes() * textOfByte / Math.max(1, text.sizeBytes()));
            long rows = Math.round(description.statistics().rowCount() * heads);
            return new FileDescription(
                    description.format(),
                    description.schema(),
                    new TableStatistics(rows, false, List.of()),
                    description.details(),
                    description.findings());
        } catch (DataException e) {
            // That the head ends where it does may be what is wrong: the whole text tells.
            return null;
        }
    }

    @Override
    public FileFormat format() {
        return reader.format();
    }

    /** @throws IllegalArgumentException if the file cannot be described by the head of its text */
    @Override
    public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
        FileDescription description = describeHead(contents, options, cancellation);
        if (description == null) {
            throw new IllegalArgumentException("the text has to be read as a whole: " + contents.path());
        }
        return description;
    }

    @Override
    public Scan scan(ScanRequest request) {
        try {
            return new StreamedScan(
                    reader,
                    decompression,
                    request,
                    Objects.requireNonNull(reader.cutter(request.description(), request.options()), "cutter"));
        } catch (RuntimeException | Error e) {
            request.contents().close();
            throw e;
        }
    }
}
