package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;

/**
 * One block of LZ4 without a frame. Source: "LZ4 Block Format Description", 2022.
 *
 * <p>Our own, because the library for it, aircompressor, goes around the bounds checks of arrays, which from Java 24 on
 * prints warnings on the standard error of whoever reads such a file.
 */
final class Lz4Block {
    private static final int MIN_MATCH_BYTES = 4;
    /** A length of four bits that goes on in the bytes that follow. */
    private static final int LONG_LENGTH = 15;

    private final String codec;
    private final byte[] source;
    private final int sourceEnd;
    private final byte[] target;
    private final int targetStart;
    private final int targetEnd;
    private int read;
    private int written;

    /** Takes the bytes of the block, and room for what it stands for, which may be less. */
    Lz4Block(String codec, byte[] source, int from, int to, byte[] target, int targetStart, int targetEnd) {
        this.codec = codec;
        this.source = source;
        this.read = from;
        this.sourceEnd = to;
        this.target = target;
        this.targetStart = targetStart;
        this.targetEnd = targetEnd;
        this.written = targetStart;
    }

    /** The most bytes that so many can stand for: each byte that prolongs a match adds at most 255. */
    static long maxUncompressedBytes(int compressedBytes) {
        return 256L * compressedBytes;
    }

    /** Decompresses it; how many bytes there are. */
    int decompress() {
        while (copySequence()) {}
        return written - targetStart;
    }

    /** Copies literals and then a match, which the last sequence has not; whether there is another. */
    private boolean copySequence() {
        int token = next();
        int literalBytes = length(token >>> 4, LONG_LENGTH);
        if (literalBytes > sourceEnd - read) {
            throw damaged();
        }
        System.arraycopy(source, read, target, written, literalBytes);
        read += literalBytes;
        written += literalBytes;
        if (read == sourceEnd) {
            return false;
        }
        int distance = next() | (next() << 8);
        if (distance == 0 || distance > written - targetStart) {
            throw damaged();
        }
        copyMatch(distance, length((token & LONG_LENGTH) + MIN_MATCH_BYTES, LONG_LENGTH + MIN_MATCH_BYTES));
        return true;
    }

    /** What is copied may be what this copies, where the match is longer than its distance. */
    private void copyMatch(int distance, int lengthBytes) {
        int from = written - distance;
        int end = written + lengthBytes;
        while (written < end) {
            // All that is written from the start of the match on repeats it.
            int partBytes = Math.min(written - from, end - written);
            System.arraycopy(target, from, target, written, partBytes);
            written += partBytes;
        }
    }

    /** A length that is no more than the target has left. */
    private int length(int start, int longLength) {
        int leftBytes = targetEnd - written;
        int lengthBytes = start;
        if (start == longLength) {
            int more;
            do {
                more = next();
                lengthBytes += more;
            } while (more == 255 && lengthBytes <= leftBytes);
        }
        if (lengthBytes > leftBytes) {
            throw damaged();
        }
        return lengthBytes;
    }

    private int next() {
        if (read == sourceEnd) {
            throw damaged();
        }
        return source[read++] & 0xff;
    }

    private PageException damaged() {
        return PageException.damaged("the " + codec + " data is damaged at its byte " + read);
    }
}
