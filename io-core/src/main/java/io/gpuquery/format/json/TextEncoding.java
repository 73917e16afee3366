package io.gpuquery.format.json;

import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How the characters of a file are encoded.
 *
 * @param charset the encoding
 * @param markBytes bytes of the byte order mark, which are no text
 */
record TextEncoding(Charset charset, int markBytes) {
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    /**
     * What a byte order mark says; else what was declared; else what the zero bytes among the first four say, since the first two
     * characters of JSON text are ASCII but inside strings. Source: RFC 4627, section 3.
     */
    static TextEncoding of(MemoryRegion region, @Nullable Charset declared) {
        ByteBuffer first = region.slice(0, (int) Math.min(4, region.lengthBytes()));
        int[] bytes = {-1, -1, -1, -1};
        for (int i = 0; first.hasRemaining(); i++) {
            bytes[i] = first.get() & 0xff;
        }
        TextEncoding marked = marked(bytes);
        if (marked != null) {
            return marked;
        }
        return new TextEncoding(declared == null ? unmarked(bytes) : declared, 0);
    }

    private static @Nullable TextEncoding marked(int[] bytes) {
        if (bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf) {
            return new TextEncoding(StandardCharsets.UTF_8, 3);
        }
        if (bytes[0] == 0xff && bytes[1] == 0xfe) {
            return bytes[2] == 0 && bytes[3] == 0
                    ? new TextEncoding(UTF_32LE, 4)
                    : new TextEncoding(StandardCharsets.UTF_16LE, 2);
        }
        if (bytes[0] == 0xfe && bytes[1] == 0xff) {
            return new TextEncoding(StandardCharsets.UTF_16BE, 2);
        }
        return bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0xfe && bytes[3] == 0xff
                ? new TextEncoding(UTF_32BE, 4)
                : null;
    }

    private static Charset unmarked(int[] bytes) {
        if (bytes[0] > 0 && bytes[1] == 0) {
            return bytes[2] == 0 && bytes[3] == 0 ? UTF_32LE : StandardCharsets.UTF_16LE;
        }
        if (bytes[0] == 0 && bytes[1] > 0) {
            return StandardCharsets.UTF_16BE;
        }
        return bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] > 0 ? UTF_32BE : StandardCharsets.UTF_8;
    }

    /** Whether the file's bytes are UTF-8 as they are. */
    boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII);
    }
}
