package io.gpuquery.compression;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.Snappy;

/**
 * Snappy as Hadoop writes it: blocks, each the length of what it becomes and then chunks, each its length and raw Snappy; all
 * lengths of four bytes, the highest first. Source: Apache Hadoop, {@code BlockCompressorStream}.
 */
final class SnappyBlockStream extends InputStream {
    /** Hadoop's buffers have 256 KiB; nobody makes chunks as long as this. */
    private static final int LONGEST_CHUNK_BYTES = 64 << 20;

    private final DataInputStream source;
    private byte[] chunk = new byte[0];
    private int position;
    private int limit;
    private long blockBytes;

    SnappyBlockStream(InputStream source) {
        this.source = new DataInputStream(source);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == limit) {
            if (!nextChunk()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean nextChunk() throws IOException {
        while (blockBytes == 0) {
            int first = source.read();
            if (first < 0) {
                return false;
            }
            blockBytes = (long) first << 24
                    | source.readUnsignedByte() << 16
                    | source.readUnsignedByte() << 8
                    | source.readUnsignedByte();
        }
        int compressedBytes = source.readInt();
        if (compressedBytes < 0 || compressedBytes > LONGEST_CHUNK_BYTES) {
            throw new IOException("a chunk of " + compressedBytes + " bytes");
        }
        byte[] compressed = source.readNBytes(compressedBytes);
        if (compressed.length < compressedBytes) {
            throw new EOFException("the data ends within a chunk");
        }
        int bytes = Snappy.uncompressedLength(compressed);
        if (bytes < 0 || bytes > Math.min(blockBytes, LONGEST_CHUNK_BYTES)) {
            throw new IOException("a chunk that becomes " + bytes + " bytes in a block of " + blockBytes);
        }
        chunk = Snappy.uncompress(compressed);
        position = 0;
        limit = chunk.length;
        blockBytes -= limit;
        return true;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
