package io.gpuquery.format.json;

import io.gpuquery.error.Location;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file as UTF-8. Offsets count bytes of that text; where the file is UTF-8 they are offsets in the file.
 *
 * <p>Holds no lease: whoever reads holds one. Immutable, for any number of threads. Whatever reads much throws {@link
 * java.util.concurrent.CancellationException} once cancelled.
 */
final class JsonText {
    private static final int WINDOW_BYTES = 1 << 20;

    private final Path path;
    private final boolean whole;
    private final MemoryRegion region;
    private final long sizeBytes;
    private final TextEncoding encoding;
    private final Cancellation cancellation;
    private final @Nullable String rowsAt;

    JsonText(FileContents contents, ReadOptions options, Cancellation cancellation) {
        this.path = contents.path();
        this.whole = contents.isWhole();
        this.region = contents.region();
        this.sizeBytes = contents.sizeBytes();
        this.cancellation = cancellation;
        this.encoding = TextEncoding.of(region, options.charset());
        this.rowsAt = options.syntax().rowsAt();
    }

    /** The key, or keys joined by points, of the array whose elements are the records; null: the file's own values are. */
    @Nullable
    String rowsAt() {
        return rowsAt;
    }

    /** Whether the text is more than the head of one. */
    boolean isWhole() {
        return whole;
    }

    Path path() {
        return path;
    }

    Charset charset() {
        return encoding.charset();
    }

    /** Whether the text is the file's bytes, so that reading can begin anywhere. */
    boolean isSeekable() {
        return encoding.isUtf8();
    }

    /** Where the text begins. */
    long startOffset() {
        return isSeekable() ? encoding.markBytes() : 0;
    }

    /** Where the text ends; {@link Long#MAX_VALUE} if only reading it would tell. */
    long endOffset() {
        return isSeekable() ? sizeBytes : Long.MAX_VALUE;
    }

    /** Bytes of the file. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Bytes that the text has, as far as the file's size tells. */
    double estimatedTextBytes() {
        return isSeekable()
                ? sizeBytes
                : (double) sizeBytes * charset().newDecoder().averageCharsPerByte();
    }

    /** The text between two offsets, checked to be UTF-8 while it is read; from the start unless seekable. */
    CheckedStream open(long from, long to) {
        if (isSeekable()) {
            return new CheckedStream(
                    new RegionStream(region, from, to, cancellation),
                    from,
                    "If it is in another encoding, name it with the option \"charset\", such as \"ISO-8859-1\".");
        }
        if (from != 0) {
            throw new IllegalArgumentException("text in " + charset() + " is read from its start");
        }
        return check(openUnchecked(), 0);
    }

    /** The text of a file in another charset, from its start, not looked at yet. */
    InputStream openUnchecked() {
        return new TranscodedStream(new RegionStream(region, encoding.markBytes(), sizeBytes, cancellation), charset());
    }

    /** Such text from an offset on, checked while it is read. */
    static CheckedStream check(InputStream unchecked, long from) {
        return new CheckedStream(unchecked, from, "Set the option \"charset\" to the encoding that the file has.");
    }

    /** The place of an offset: file, line, and byte where that is the file's. Reads the text up to there. */
    Location locationOf(long offset) {
        Location location = Location.of(path).withLine(lineOf(offset));
        return isSeekable() ? location.withByteOffset(offset) : location;
    }

    private long lineOf(long offset) {
        long line = 1;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream input = open(startOffset(), isSeekable() ? offset : endOffset())) {
            long left = offset - startOffset();
            while (left > 0) {
                int count = input.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    break;
                }
                for (int i = 0; i < count; i++) {
                    line += buffer[i] == '\n' ? 1 : 0;
                }
                left -= count;
            }
        } catch (IOException e) {
            // Counted up to what is no text, which is what the caller reports or stands before it.
            return line;
        }
        return line;
    }

    /** The first offset from {@code from} on that is no white space; {@code to} where there is none. Seekable text only. */
    long skipBlanks(long from, long to) {
        for (long at = from; at < to; ) {
            ByteBuffer window = window(at, to);
            while (window.hasRemaining()) {
                if (!isBlank(window.get())) {
                    return at + window.position() - 1;
                }
            }
            at += window.limit();
        }
        return to;
    }

    /** The offset behind the next line feed at or after {@code from}; {@code to} where there is none. Seekable text only. */
    long nextLine(long from, long to) {
        for (long at = from; at < to; ) {
            ByteBuffer window = window(at, to);
            while (window.hasRemaining()) {
                if (window.get() == '\n') {
                    return at + window.position();
                }
            }
            at += window.limit();
        }
        return to;
    }

    /**
     * The next offset after {@code from} where an object begins that is no part of another value; {@code to} where there is none
     * before it. Seekable text only.
     *
     * <p>That is an opening brace that only white space, a line feed among it, parts from a closing one. Inside a value two
     * objects are parted by a comma or more, and a string holds no line feed; only a comment can hide the difference. Where it
     * does, the text before this offset ends inside a value, which whoever reads it notices.
     */
    long nextBorder(long from, long to) {
        byte last = 0;
        boolean lineEnded = false;
        for (long at = from; at < to; ) {
            cancellation.check();
            ByteBuffer window = window(at, to);
            while (window.hasRemaining()) {
                byte value = window.get();
                if (isBlank(value)) {
                    lineEnded |= value == '\n';
                } else {
                    if (value == '{' && last == '}' && lineEnded) {
                        return at + window.position() - 1;
                    }
                    last = value;
                    lineEnded = false;
                }
            }
            at += window.limit();
        }
        return to;
    }

    /** Whether the last byte is a line feed. Seekable text only. */
    boolean endsWithLineFeed() {
        return sizeBytes > 0 && region.slice(sizeBytes - 1, 1).get(0) == '\n';
    }

    private ByteBuffer window(long from, long to) {
        return region.slice(from, (int) Math.min(WINDOW_BYTES, to - from));
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t';
    }
}
