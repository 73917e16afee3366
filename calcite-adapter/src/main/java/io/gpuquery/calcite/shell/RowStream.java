package io.gpuquery.calcite.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Standard output for many rows: sqlline asks for a flush after every one, and for none at the end of a statement. What
 * cannot be written ends the statement, where a {@link java.io.PrintStream} would go on in silence.
 */
final class RowStream extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private @Nullable IOException failure;

    RowStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) {
        if (length == buffer.length) {
            release();
        }
        buffer[length++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == buffer.length) {
                release();
            }
            int part = Math.min(left, buffer.length - length);
            System.arraycopy(bytes, from, buffer, length, part);
            length += part;
            from += part;
            left -= part;
        }
    }

    /** Does nothing; see {@link #release()}. */
    @Override
    public void flush() {}

    /** Writes out what is held back. */
    void release() {
        int count = length;
        length = 0;
        if (failure != null) {
            return;
        }
        try {
            out.write(buffer, 0, count);
            out.flush();
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        }
    }

    /** Why nothing more can be written; null as long as it can. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Whether whoever read the rows has read enough, as {@code head} does: no reason to complain. */
    boolean isReaderGone() {
        return failure != null
                && Objects.toString(failure.getMessage(), "")
                        .toLowerCase(Locale.ROOT)
                        .contains("broken pipe");
    }
}
