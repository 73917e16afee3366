package io.gpuquery.format.json;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are checked to be UTF-8 as they pass, because parsers let much pass that is not. All bytes before the first that is
 * wrong are handed out: what they hold is read before anybody hears of the rest. For one thread.
 */
final class CheckedStream extends InputStream {
    private final InputStream source;
    private final Utf8Check check = new Utf8Check();
    private final String charsetHint;
    private long offset;
    private @Nullable IOException failure;

    /**
     * Takes source.
     *
     * @param startOffset of the source's first byte, in the text as UTF-8
     */
    CheckedStream(InputStream source, long startOffset, String charsetHint) {
        this.source = source;
        this.offset = startOffset;
        this.charsetHint = charsetHint;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (length == 0) {
            return 0;
        }
        int count = source.read(target, start, length);
        if (count < 0) {
            if (!check.isComplete()) {
                failure = new InvalidTextException("The text ends inside a character of UTF-8", offset, charsetHint);
                throw failure;
            }
            return -1;
        }
        int valid = check.firstInvalid(target, start, start + count) - start;
        offset += valid;
        if (valid < count) {
            failure = invalid(target[start + valid]);
            if (valid == 0) {
                throw failure;
            }
        }
        return valid;
    }

    private InvalidTextException invalid(byte value) {
        if (value == 0) {
            return new InvalidTextException(
                    "The text holds a zero byte",
                    offset,
                    "The file may be damaged or no text; if it is in an encoding other than UTF-8, name it with the"
                            + " option \"charset\".");
        }
        String problem = check.isComplete()
                ? "The text is not valid UTF-8: no character begins with 0x%02X"
                : "The text is not valid UTF-8: a character is cut off before 0x%02X";
        return new InvalidTextException(String.format(problem, value & 0xff), offset, charsetHint);
    }
}
