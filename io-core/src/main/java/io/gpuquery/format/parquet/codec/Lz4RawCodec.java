package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;

/**
 * LZ4_RAW: one LZ4 block without a frame. Source: "LZ4 Block Format Description", 2022.
 *
 * <p>Our own, because the library for it, aircompressor, goes around the bounds checks of arrays, which from Java 24 on
 * prints warnings on the standard error of whoever reads such a file.
 */
final class Lz4RawCodec implements PageCodec {
    private static final int MIN_MATCH_BYTES = 4;
    /** A length of four bits that goes on in the bytes that follow. */
    private static final int LONG_LENGTH = 15;

    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        // Each byte that prolongs a match adds at most 255.
        return 256L * compressedBytes;
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        Block block = new Block(source, sourceBytes, target, targetBytes);
        while (block.copySequence()) {}
        if (block.writtenBytes != targetBytes) {
            throw PageException.damaged(
                    "the LZ4_RAW data ended after " + block.writtenBytes + " of " + targetBytes + " bytes");
        }
    }

    private static final class Block {
        private final byte[] source;
        private final int sourceBytes;
        private final byte[] target;
        private final int targetBytes;
        private int readBytes;
        private int writtenBytes;

        Block(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
            this.source = source;
            this.sourceBytes = sourceBytes;
            this.target = target;
            this.targetBytes = targetBytes;
        }

        /** Copies literals and then a match, which the last sequence has not; whether there is another. */
        boolean copySequence() {
            int token = next();
            int literalBytes = length(token >>> 4);
            if (literalBytes > sourceBytes - readBytes) {
                throw damaged();
            }
            System.arraycopy(source, readBytes, target, writtenBytes, literalBytes);
            readBytes += literalBytes;
            writtenBytes += literalBytes;
            if (readBytes == sourceBytes) {
                return false;
            }
            int distance = next() | (next() << 8);
            if (distance == 0 || distance > writtenBytes) {
                throw damaged();
            }
            copyMatch(distance, length((token & LONG_LENGTH) + MIN_MATCH_BYTES, LONG_LENGTH + MIN_MATCH_BYTES));
            return true;
        }

        /** What is copied may be what this copies, where the match is longer than its distance. */
        private void copyMatch(int distance, int lengthBytes) {
            int from = writtenBytes - distance;
            int end = writtenBytes + lengthBytes;
            while (writtenBytes < end) {
                // All that is written from the start of the match on repeats it.
                int partBytes = Math.min(writtenBytes - from, end - writtenBytes);
                System.arraycopy(target, from, target, writtenBytes, partBytes);
                writtenBytes += partBytes;
            }
        }

        private int length(int fourBits) {
            return length(fourBits, LONG_LENGTH);
        }

        /** A length that is no more than the target has left. */
        private int length(int start, int longLength) {
            int leftBytes = targetBytes - writtenBytes;
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
            if (readBytes == sourceBytes) {
                throw damaged();
            }
            return source[readBytes++] & 0xff;
        }

        private PageException damaged() {
            return PageException.damaged("the LZ4_RAW data is damaged at its byte " + readBytes);
        }
    }
}
