package io.gpuquery.format.json;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Bytes that can be read only once, of which those from some place on are kept: so that reading can go on at the line behind that place,
 * however far somebody has read ahead. For one thread.
 */
final class RetainedStream extends InputStream {
    private static final int PIECE_BYTES = 8 << 10;
    private static final int MOST_BYTES = 1 << 30;

    private final InputStream source;
    private byte[] kept = new byte[2 * PIECE_BYTES];
    /** Offsets of the first byte that is kept, of the next one to be given out, and of the next one of the source. */
    private long keptFrom;

    private long position;
    private long limit;

    RetainedStream(InputStream source) {
        this.source = source;
    }

    /** Lets bytes before an offset go. */
    void retainFrom(long offset) {
        if (offset - keptFrom > kept.length / 2) {
            long first = Math.min(offset, limit);
            System.arraycopy(kept, (int) (first - keptFrom), kept, 0, (int) (limit - first));
            keptFrom = first;
        }
    }

    /**
     * Goes to the line behind the first byte from a retained offset on that is no white space, and gives its offset; that of the end where
     * there is none.
     */
    long goBehindLine(long offset) throws IOException {
        position = offset;
        boolean blank = true;
        for (int next = read(); next >= 0; next = read()) {
            blank &= next == ' ' || next == '\n' || next == '\r' || next == '\t';
            if (next == '\n' && !blank) {
                break;
            }
            if (blank) {
                retainFrom(position);
            }
        }
        return position;
    }

    /** Whether there is no further byte. */
    boolean isAtEnd() throws IOException {
        return position == limit && !fill();
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : kept[(int) (position++ - keptFrom)] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = (int) Math.min(length, limit - position);
        System.arraycopy(kept, (int) (position - keptFrom), target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        int used = (int) (limit - keptFrom);
        if (kept.length - used < PIECE_BYTES) {
            if (kept.length >= MOST_BYTES) {
                throw new StreamConstraintsException("a record of more than " + MOST_BYTES + " bytes");
            }
            kept = Arrays.copyOf(kept, 2 * kept.length);
        }
        int count = source.read(kept, used, PIECE_BYTES);
        limit += Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
