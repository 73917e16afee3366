package io.gpuquery.compression;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.ContentRewriting;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Makes what a file is without its compression.
 *
 * @param compression which one
 * @param mostBytes how many bytes it may become
 */
public record Decompression(Compression compression, long mostBytes) implements ContentRewriting {
    @Override
    public InputStream rewrite(InputStream original) throws IOException {
        return compression.decompress(original);
    }

    @Override
    public DataException tooLong(Path file) {
        return new DataException(
                "The file is compressed by " + compression.label() + " and becomes more than " + mostBytes + " bytes",
                Location.of(file),
                "If it may, raise maxDecompressedBytes.");
    }

    /** As the other; says also how much of the text came before. */
    public DataException damaged(Path file, Exception cause, long textBytes) {
        DataException damaged = damaged(file, cause);
        String problem = damaged.problem() + String.format(Locale.ROOT, ", behind %,d bytes of its text", textBytes);
        return new DataException(problem, damaged.location(), damaged.hint(), cause);
    }

    @Override
    public DataException damaged(Path file, Exception cause) {
        boolean cut = cause instanceof EOFException
                || String.valueOf(cause.getMessage()).contains("Truncated")
                || String.valueOf(cause.getMessage()).contains("unexpected end");
        Location place = Location.of(file);
        if (cause instanceof GzipStream.CutMemberException member && member.memberOffset > 0) {
            place = place.withByteOffset(member.memberOffset);
        }
        return new DataException(
                "The file is compressed by " + compression.label()
                        + (cut ? " and ends too early" : " and damaged: " + cause.getMessage()),
                place,
                "Copy or download it again; if it is like that at its source, what can be saved of it has to be"
                        + " decompressed by hand.",
                cause);
    }
}
