package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a file in pieces: into a block while it is small, else into a temporary file that has no name any more as soon as it is
 * mapped, so that it is gone with its mapping whatever happens to the process.
 */
final class RewrittenContent implements AutoCloseable {
    /** Up to here it is kept in memory. */
    static final int MOST_BLOCK_BYTES = 4 << 20;

    private static final int PIECE_BYTES = 256 << 10;
    /** So much is left free where temporary files lie. */
    private static final long RESERVED_BYTES = 128L << 20;

    private static final long BYTES_BETWEEN_LOOKS = 32L << 20;

    private final Path path;
    private final ContentRewriting rewriting;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path temporary;
    private @Nullable FileChannel channel;
    private long lengthBytes;
    private long nextLookBytes;

    private RewrittenContent(Path path, ContentRewriting rewriting) {
        this.path = path;
        this.rewriting = rewriting;
    }

    /** @throws DataException if the file cannot be read or rewritten, or becomes too long */
    static PooledFile.Content load(Path path, FilePoolOptions options, ContentRewriting rewriting) {
        long nowNanos = Clock.epochNanos();
        PooledFile.Content original = FileLoader.load(path, options);
        try (RewrittenContent result = new RewrittenContent(path, rewriting)) {
            result.read(original);
            original.ensureUnchanged(path);
            boolean settled = original instanceof PooledFile.Detached copied
                    ? copied.settled()
                    : original.version().isSettled(nowNanos);
            return result.finish(original.version(), settled, options);
        } finally {
            original.close();
        }
    }

    private void read(PooledFile.Content original) {
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream stream = rewriting.rewrite(new Original(original))) {
            for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
                lengthBytes += count;
                if (lengthBytes > rewriting.mostBytes()) {
                    throw rewriting.tooLong(path);
                }
                write(piece, count);
            }
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decompressors meet damage with whatever exception it leads to. What was read while the file changed is
            // none.
            original.ensureUnchanged(path);
            throw rewriting.damaged(path, e);
        }
    }

    private void write(byte[] piece, int count) {
        if (channel == null && lengthBytes <= MOST_BLOCK_BYTES) {
            memory.write(piece, 0, count);
            return;
        }
        try {
            FileChannel file = channel;
            if (file == null) {
                Path created = Files.createTempFile("gpu-query-", ".tmp");
                temporary = created;
                file = FileChannel.open(created, StandardOpenOption.WRITE);
                channel = file;
                write(file, ByteBuffer.wrap(memory.toByteArray()));
                memory.reset();
            }
            requireRoom();
            write(file, ByteBuffer.wrap(piece, 0, count));
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private void requireRoom() throws IOException {
        Path file = temporary;
        if (file != null && lengthBytes >= nextLookBytes) {
            nextLookBytes = lengthBytes + BYTES_BETWEEN_LOOKS;
            if (Files.getFileStore(file).getUsableSpace() < RESERVED_BYTES) {
                throw noRoom(null);
            }
        }
    }

    private DataException noRoom(@Nullable IOException cause) {
        String folder = System.getProperty("java.io.tmpdir");
        return new DataException(
                "The folder for temporary files, " + folder + ", has no room for the " + lengthBytes
                        + " bytes and more that the file becomes",
                Location.of(path),
                "Make room there, name another folder with -Djava.io.tmpdir, or keep the file as it is when it is"
                        + " decompressed.",
                cause);
    }

    private PooledFile.Content finish(FileVersion version, boolean settled, FilePoolOptions options) {
        Path file = temporary;
        if (file == null) {
            byte[] bytes = memory.toByteArray();
            MemoryBlock block = MemoryBlock.allocate(bytes.length);
            block.slice(0, bytes.length).put(bytes);
            block.freeze();
            return new PooledFile.Detached(block, block.memory(), version, settled);
        }
        OpenFile opened = OpenFile.open(file);
        try {
            MappedFile mapped = MappedFile.of(opened, opened.status().version(), options.mapOptions());
            return new PooledFile.Detached(mapped, mapped.memory(), version, settled);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Takes the temporary file's name away. */
    @Override
    public void close() {
        try {
            FileChannel file = channel;
            if (file != null) {
                file.close();
            }
            Path name = temporary;
            if (name != null) {
                Files.deleteIfExists(name);
            }
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /** The bytes of the file, copied piece by piece. */
    private static final class Original extends InputStream {
        private final MemoryRegion region;
        private final long endBytes;
        private long position;

        Original(PooledFile.Content content) {
            this.region = content.region();
            this.endBytes = content.version().sizeBytes();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int count = (int) Math.min(Math.min(length, PIECE_BYTES), endBytes - position);
            if (count <= 0) {
                return -1;
            }
            ByteBuffer source = region.slice(position, count);
            MemoryFaults.guard(List.of(region), () -> source.get(target, offset, count));
            position += count;
            return count;
        }

        /** Asked by the JDK, to learn whether another member follows. */
        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, endBytes - position);
        }
    }
}
