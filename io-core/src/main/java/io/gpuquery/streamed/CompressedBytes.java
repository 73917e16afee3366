package io.gpuquery.streamed;

import io.gpuquery.memory.FileContents;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The bytes of a compressed file, copied piece by piece, so that they may be handed to native code. For one thread. */
final class CompressedBytes extends InputStream {
    private static final int PIECE_BYTES = 256 << 10;
    private static final long WINDOW_BYTES = 8L << 20;

    private final FileContents contents;
    private long position;
    private long advisedBytes;

    CompressedBytes(FileContents contents) {
        this.contents = contents;
    }

    /** How many were read. */
    long position() {
        return position;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count = (int) Math.min(Math.min(length, PIECE_BYTES), contents.sizeBytes() - position);
        if (count <= 0) {
            return -1;
        }
        if (position + WINDOW_BYTES / 2 > advisedBytes && advisedBytes < contents.sizeBytes()) {
            long window = Math.min(WINDOW_BYTES, contents.sizeBytes() - advisedBytes);
            contents.willNeed(advisedBytes, window);
            advisedBytes += window;
        }
        contents.guard(() -> {
            ByteBuffer source = contents.region().slice(position, count);
            return source.get(target, offset, count);
        });
        position += count;
        return count;
    }

    /** Asked by the JDK, to learn whether another member follows. */
    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, contents.sizeBytes() - position);
    }
}
