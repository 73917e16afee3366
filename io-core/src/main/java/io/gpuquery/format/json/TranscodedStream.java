package io.gpuquery.format.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text in some charset, as UTF-8. All text before the first byte that is wrong is handed out. For one thread. */
final class TranscodedStream extends InputStream {
    private static final int BUFFER_CHARS = 8 * 1024;

    private final InputStream source;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder;
    private final ByteBuffer input = ByteBuffer.allocate(BUFFER_CHARS);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_CHARS);
    /** Room for all of {@code chars}. */
    private final ByteBuffer output = ByteBuffer.allocate(3 * BUFFER_CHARS + 16);

    private long offset;
    private boolean sourceEnded;
    private boolean ended;
    private @Nullable IOException failure;

    TranscodedStream(InputStream source, Charset charset) {
        this.source = source;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        input.limit(0);
        output.limit(0);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!output.hasRemaining()) {
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, output.remaining());
        output.get(target, start, count);
        offset += count;
        return count;
    }

    private void fill() throws IOException {
        if (!sourceEnded) {
            input.compact();
            int count = source.read(input.array(), input.position(), input.remaining());
            if (count > 0) {
                input.position(input.position() + count);
            }
            sourceEnded = count < 0;
            input.flip();
        }
        CoderResult decoded = decoder.decode(input, chars, sourceEnded);
        if (decoded.isUnderflow() && sourceEnded) {
            ended = decoder.flush(chars).isUnderflow();
        }
        chars.flip();
        output.clear();
        CoderResult encoded = encoder.encode(chars, output, ended);
        output.flip();
        chars.compact();
        if (decoded.isError() || encoded.isError()) {
            failure = new InvalidTextException(
                    "The text is not valid " + charset,
                    offset + output.remaining(),
                    "Set the option \"charset\" to the encoding that the file has.");
        }
    }
}
