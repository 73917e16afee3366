package io.gpuquery.catalog;

import io.gpuquery.compression.Compression;
import io.gpuquery.memory.FileContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The first bytes of a file and its last four: enough to tell its format. Owns its arrays; never changed. */
final class FileHead {
    /** Enough for a dozen lines of most tables, and one page of most file systems. */
    static final int HEAD_BYTES = 4096;

    private static final int TAIL_BYTES = 4;
    /** Compressions by blocks tell nothing before a whole block was read. */
    private static final int COMPRESSED_HEAD_BYTES = 256 << 10;
    /** Source: POSIX, "ustar Interchange Format". */
    private static final int TAR_MAGIC_OFFSET = 257;

    private final byte[] head;
    private final byte[] tail;
    private final long sizeBytes;

    FileHead(byte[] head, byte[] tail, long sizeBytes) {
        this.head = head;
        this.tail = tail;
        this.sizeBytes = sizeBytes;
    }

    /** By plain reads, without mapping. Never opens anything but a regular file: opening a pipe waits for its other end. */
    static FileHead read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "it is not a regular file any more");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            byte[] head = read(channel, 0, (int) Math.min(size, HEAD_BYTES));
            byte[] tail = read(channel, Math.max(0, size - TAIL_BYTES), (int) Math.min(size, TAIL_BYTES));
            return new FileHead(head, tail, size);
        }
    }

    private static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
            // Until the buffer is full or the file has shrunk to less.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /**
     * The first bytes of what a compressed file is without its compression, as far as its own first bytes tell; null of one that is
     * not compressed. The last bytes are not known.
     */
    static @Nullable FileHead decompressed(Path path, FileHead compressed) throws IOException {
        Compression compression = compression(compressed.head, path);
        if (compression == null) {
            return null;
        }
        byte[] more = compressed.isWhole() ? compressed.head : readStart(path);
        byte[] head = compression.head(more, HEAD_BYTES);
        boolean whole = more.length == compressed.sizeBytes && head.length < HEAD_BYTES;
        return new FileHead(head, new byte[0], whole ? head.length : Long.MAX_VALUE);
    }

    private static byte[] readStart(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(channel, 0, (int) Math.min(channel.size(), COMPRESSED_HEAD_BYTES));
        }
    }

    /** How a version that is open is compressed; null where it is not. */
    static @Nullable Compression compression(FileContents contents) {
        int length = (int) Math.min(contents.sizeBytes(), Compression.HEAD_BYTES);
        return compression(contents.guard(() -> copy(contents, 0, length)), contents.path());
    }

    private static @Nullable Compression compression(byte[] head, Path path) {
        return Compression.of(Arrays.copyOf(head, Math.min(head.length, Compression.HEAD_BYTES)), FileName.text(path));
    }

    /** Of a version that is open. */
    static FileHead of(FileContents contents) {
        long size = contents.sizeBytes();
        return contents.guard(() -> new FileHead(
                copy(contents, 0, (int) Math.min(size, HEAD_BYTES)),
                copy(contents, Math.max(0, size - TAIL_BYTES), (int) Math.min(size, TAIL_BYTES)),
                size));
    }

    private static byte[] copy(FileContents contents, long offset, int length) {
        byte[] bytes = new byte[length];
        contents.region().slice(offset, length).get(bytes);
        return bytes;
    }

    boolean isTar() {
        byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        int end = TAR_MAGIC_OFFSET + magic.length;
        return head.length >= end && Arrays.equals(head, TAR_MAGIC_OFFSET, end, magic, 0, magic.length);
    }

    boolean startsWith(String ascii) {
        return startsWith(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean startsWith(byte... magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    boolean endsWith(String ascii) {
        return Arrays.equals(tail, ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean isEmpty() {
        return sizeBytes == 0;
    }

    boolean sizeAtLeast(int bytes) {
        return sizeBytes >= bytes;
    }

    /** Whether the head is the whole file. */
    boolean isWhole() {
        return head.length == sizeBytes;
    }

    /**
     * The head as text without byte order mark; one character a byte where there is no such mark, since only ASCII
     * characters matter to whoever asks.
     */
    String text() {
        Charset charset = StandardCharsets.ISO_8859_1;
        int markBytes = 0;
        if (startsWith((byte) 0xEF, (byte) 0xBB, (byte) 0xBF)) {
            markBytes = 3;
        } else if (startsWith((byte) 0xFF, (byte) 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            markBytes = 2;
        } else if (startsWith((byte) 0xFE, (byte) 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            markBytes = 2;
        }
        return new String(head, markBytes, head.length - markBytes, charset);
    }
}
