package io.gpuquery.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file opened by the JDK, where there are no native calls.
 *
 * <p>The JDK tells the size of the open file but takes all else from the path, so of a file that was replaced meanwhile
 * only shrinking is noticed.
 */
final class ChannelFile implements OpenFile {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChannelFile.class);

    private final Path path;
    private final FileChannel channel;
    private final FileVersion openedVersion;
    private final int mode;

    private ChannelFile(Path path, FileChannel channel, FileStatus opened) {
        this.path = path;
        this.channel = channel;
        this.openedVersion = opened.version();
        this.mode = opened.mode();
    }

    static ChannelFile open(Path path) {
        FileStatus before = FileStatus.of(path).requireRegular(path);
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw FileStatus.missing(path, e);
        } catch (AccessDeniedException e) {
            throw FileStatus.unreadable(path, e);
        } catch (IOException e) {
            throw FileStatus.failed(path, String.valueOf(e.getMessage()), e);
        }
        LiveResources.opened(LiveResources.Kind.DESCRIPTOR);
        return new ChannelFile(path, channel, before);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public FileStatus status() {
        try {
            long sizeBytes = channel.size();
            if (!path.toFile().exists()) {
                return withSize(openedVersion, sizeBytes);
            }
            FileVersion present = FileStatus.of(path).version();
            return withSize(present.isSameFile(openedVersion) ? present : openedVersion, sizeBytes);
        } catch (IOException e) {
            throw FileStatus.failed(path, String.valueOf(e.getMessage()), e);
        }
    }

    private FileStatus withSize(FileVersion version, long sizeBytes) {
        return new FileStatus(
                new FileVersion(
                        version.device(), version.inode(), sizeBytes, version.modifiedNanos(), version.changedNanos()),
                mode);
    }

    @Override
    public long read(MemoryBlock target, long lengthBytes) {
        try {
            return readFully(channel, target.slice(0, Math.toIntExact(lengthBytes)), 0);
        } catch (IOException e) {
            throw FileStatus.failed(path, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Backing map(long lengthBytes, MapOptions options) {
        Backing backing = new ChannelBacking(path, channel, lengthBytes);
        LiveResources.opened(LiveResources.Kind.MAPPING);
        return backing;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOGGER.warn("Closing {} failed", path, e);
        }
        LiveResources.closed(LiveResources.Kind.DESCRIPTOR);
    }

    private static long readFully(FileChannel channel, ByteBuffer target, long offsetBytes) throws IOException {
        long done = 0;
        while (target.hasRemaining()) {
            int count = channel.read(target, offsetBytes + done);
            if (count < 0) {
                break;
            }
            done += count;
        }
        return done;
    }

    /** A file mapped by the JDK, which unmaps a root when nobody can reach it. */
    private static final class ChannelBacking implements Backing {
        private final Path path;
        private final FileChannel channel;
        private final long lengthBytes;
        private final Roots roots;

        ChannelBacking(Path path, FileChannel channel, long lengthBytes) {
            this.path = path;
            this.channel = channel;
            this.lengthBytes = lengthBytes;
            this.roots = new Roots(this::mapFrom);
        }

        private ByteBuffer mapFrom(long offsetBytes) {
            try {
                long mappedBytes = Math.min(Integer.MAX_VALUE, lengthBytes - offsetBytes);
                return channel.map(FileChannel.MapMode.READ_ONLY, offsetBytes, mappedBytes);
            } catch (IOException e) {
                throw FileStatus.failed(path, String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public long address() {
            throw new UnsupportedOperationException(
                    "without native calls a mapped file has no address: " + NativeAccess.unavailableReason());
        }

        @Override
        public ByteBuffer slice(long offsetBytes, int sliceBytes) {
            return offsetBytes + sliceBytes <= lengthBytes
                    ? roots.slice(offsetBytes, sliceBytes, true)
                    : copyWithTail(offsetBytes, sliceBytes);
        }

        /** The JDK does not map what lies past the end of a file. */
        private ByteBuffer copyWithTail(long offsetBytes, int sliceBytes) {
            ByteBuffer copy = ByteBuffer.allocateDirect(sliceBytes);
            int inFile = (int) Math.min(sliceBytes, Math.max(0, lengthBytes - offsetBytes));
            try {
                readFully(channel, copy.slice(0, inFile), offsetBytes);
            } catch (IOException e) {
                throw FileStatus.failed(path, String.valueOf(e.getMessage()), e);
            }
            return copy.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void willNeed(long offsetBytes, long adviceBytes) {
            // The JDK has no such call.
        }

        @Override
        public void free() {
            roots.drain();
            LiveResources.closed(LiveResources.Kind.MAPPING);
        }

        @Override
        public void freeWhenUnreachable() {
            free();
        }
    }
}
