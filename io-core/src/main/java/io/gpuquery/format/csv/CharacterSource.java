package io.gpuquery.format.csv;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The characters of a stretch of a file, decoded chunk by chunk: no byte that is not of the charset becomes U+FFFD.
 *
 * <p>The contents stay the caller's. For one thread.
 */
final class CharacterSource {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final long WINDOW_BYTES = 8L << 20;

    private final FileContents contents;
    private final long startOffset;
    private final long endOffset;
    private final boolean complete;
    private final Cancellation cancellation;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes;
    private long readOffset;
    private long advisedOffset;
    private long malformedOffset = -1;

    /**
     * Takes the stretch from {@code startOffset} to {@code endOffset}.
     *
     * @param complete whether the text ends there; if not, a character that is cut off there is no mistake
     */
    CharacterSource(
            FileContents contents,
            Charset charset,
            long startOffset,
            long endOffset,
            boolean complete,
            Cancellation cancellation) {
        this.contents = contents;
        this.startOffset = startOffset;
        this.endOffset = endOffset;
        this.complete = complete;
        this.cancellation = cancellation;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.bytes = ByteBuffer.allocate((int) Math.max(16, Math.min(CHUNK_BYTES, endOffset - startOffset)));
        this.bytes.limit(0);
        this.readOffset = startOffset;
        this.advisedOffset = startOffset;
    }

    /**
     * Decodes into {@code target}.
     *
     * @return how many characters; 0 only if there is room for one and a surrogate pair is next; -1 at the end, or in front of
     *     bytes that are not of the charset
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    int read(char[] target) {
        CharBuffer characters = CharBuffer.wrap(target);
        while (true) {
            boolean last = readOffset == endOffset;
            CoderResult result = decoder.decode(bytes, characters, last && complete);
            if (characters.position() > 0 || result.isOverflow()) {
                return characters.position();
            }
            if (result.isError()) {
                malformedOffset = consumedOffset();
                return -1;
            }
            if (last) {
                return -1;
            }
            fill();
        }
    }

    private void fill() {
        cancellation.check();
        if (readOffset + WINDOW_BYTES / 2 > advisedOffset && advisedOffset < endOffset) {
            long length = Math.min(WINDOW_BYTES, endOffset - advisedOffset);
            contents.willNeed(advisedOffset, length);
            advisedOffset += length;
        }
        bytes.compact();
        int length = (int) Math.min(bytes.remaining(), endOffset - readOffset);
        // Decoders are slow on direct buffers; and a fault of a file that shrinks comes out here, not in the parser.
        contents.guard(() -> contents.region().slice(readOffset, length).get(bytes.array(), bytes.position(), length));
        readOffset += length;
        bytes.position(bytes.position() + length).flip();
    }

    /** Offset in the file of the first byte that was not decoded. */
    long consumedOffset() {
        return readOffset - bytes.remaining();
    }

    /** Bytes decoded so far. */
    long consumedBytes() {
        return consumedOffset() - startOffset;
    }

    /** Offset in the file of the bytes that are not of the charset, once {@link #read} has met them; -1 otherwise. */
    long malformedOffset() {
        return malformedOffset;
    }

    /** Whether the text ends where this source does. */
    boolean isComplete() {
        return complete;
    }

    Charset charset() {
        return decoder.charset();
    }
}
