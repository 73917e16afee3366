package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular file mapped read-only, as it was when it was opened: its first {@link #fileSizeBytes()} bytes, whatever is
 * appended later or takes its path.
 *
 * <p>The pages are the file's own, shared with every other process, so bytes that somebody overwrites in place change
 * under the reader; {@link #ensureUnchanged()} finds that out. Reading a part that was cut off meanwhile gives an
 * {@link InternalError}, which {@link FileContents#guard} turns into a {@link DataException}. Handing such a part to
 * native code ends the JVM, so bytes are copied by Java before anything native sees them.
 *
 * <p>Whoever opens the file owns the mapping and closes it; leases keep it alive beyond that. The descriptor stays open
 * as long as the mapping. Any thread may use it.
 */
public final class MappedFile implements MemoryRegion, AutoCloseable {
    private final Path path;
    private final FileVersion version;
    private final long alignedLengthBytes;
    private final FileEnds ends;
    private final OpenFile file;
    private final Backing mapping;
    private final SharedMemory memory;
    /** None in what buffers know of the file. */
    private final SharedMemory.@Nullable Claim ownership;

    private final Cleaner.@Nullable Cleanable net;
    private final Wrappers wrappers = new Wrappers();

    private MappedFile(OpenFile file, FileVersion version, Backing mapping, FileEnds ends) {
        this.path = file.path();
        this.version = version;
        this.alignedLengthBytes = Pages.regionBytes(version.sizeBytes());
        this.ends = ends;
        this.file = file;
        this.mapping = mapping;
        this.memory = new SharedMemory(new WithDescriptor(mapping, file), alignedLengthBytes, path.toString());
        SharedMemory.Claim own = memory.own();
        this.ownership = own;
        this.net = Abandonment.watch(this, own);
    }

    /** The same file, owned by another: what buffers know, since a file that its own buffers know is never found abandoned. */
    private MappedFile(MappedFile owner) {
        this.path = owner.path;
        this.version = owner.version;
        this.alignedLengthBytes = owner.alignedLengthBytes;
        this.ends = owner.ends;
        this.file = owner.file;
        this.mapping = owner.mapping;
        this.memory = owner.memory;
        this.ownership = null;
        this.net = null;
    }

    /** Maps a file with {@link MapOptions#defaults()}. */
    public static MappedFile open(Path file) {
        return open(file, MapOptions.defaults());
    }

    /**
     * Maps a file.
     *
     * @throws DataException if there is no such file, it is not a regular file, it may not be read, or the system's
     *     limits are reached
     */
    public static MappedFile open(Path file, MapOptions options) {
        OpenFile opened = OpenFile.open(file);
        try {
            return of(opened, opened.status().version(), options);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Maps a file that is open; if that succeeds, the mapping owns it. */
    static MappedFile of(OpenFile opened, FileVersion version, MapOptions options) {
        Backing mapping = opened.map(version.sizeBytes(), options);
        try {
            return new MappedFile(opened, version, mapping, FileEnds.of(mapping, version.sizeBytes()));
        } catch (InternalError e) {
            mapping.free();
            throw MemoryFaults.unreadable(opened.path(), e);
        }
    }

    public Path path() {
        return path;
    }

    /** The size of the file in bytes when it was opened. */
    public long fileSizeBytes() {
        return version.sizeBytes();
    }

    /** The version of the file when it was opened. */
    public FileVersion version() {
        return version;
    }

    /**
     * Checks that the first {@link #fileSizeBytes()} bytes of the file are those that were there when it was opened.
     * Appending, renaming, replacing and deleting the file change nothing. Of a file that grew, the bytes at both ends
     * are compared with what they were: a rewrite that leaves them in place and adds to the file is taken for growth.
     *
     * @throws DataException if the file shrank or was rewritten in place
     * @throws IllegalStateException once the mapping was given back
     */
    public void ensureUnchanged() {
        ensureUnchanged(path);
    }

    /** The same for a reader that knows the file by another path. */
    void ensureUnchanged(Path named) {
        // With a claim, since the number of a closed descriptor may belong to another file by now.
        if (!memory.retain()) {
            throw memory.closed();
        }
        try {
            InternalError fault = MemoryFaults.pending();
            DataException change = change(file.status().version(), named);
            if (change != null) {
                if (fault != null) {
                    change.addSuppressed(fault);
                }
                throw change;
            }
            if (fault != null) {
                throw MemoryFaults.unreadable(named, fault);
            }
        } finally {
            memory.release();
        }
    }

    private @Nullable DataException change(FileVersion present, Path named) {
        long before = version.sizeBytes();
        long now = present.sizeBytes();
        if (now < before) {
            return changed("The file shrank from " + before + " to " + now + " bytes while it was read", named);
        }
        // Renaming, replacing and changing permissions give a new change time, which is no sign of new content.
        boolean written = present.modifiedNanos() != version.modifiedNanos();
        return written && (now == before || !isAppendedTo())
                ? changed("The file was rewritten while it was read", named)
                : null;
    }

    private boolean isAppendedTo() {
        try {
            return ends.isSame(FileEnds.of(mapping, version.sizeBytes()));
        } catch (InternalError truncated) {
            return false;
        }
    }

    private static DataException changed(String problem, Path named) {
        return new DataException(
                problem,
                Location.of(named),
                "Run the statement again; replace files by renaming a complete new one over the old.");
    }

    SharedMemory memory() {
        return memory;
    }

    /**
     * Has the system read a part of the file ahead, as far as it is not in memory yet, without waiting for it.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within {@link #alignedLengthBytes()}
     */
    public void advise(long offsetBytes, long lengthBytes) {
        memory.willNeed(offsetBytes, lengthBytes);
    }

    /**
     * The whole file as a buffer of a device, up to the end of its last page: the file's own pages where the device can work
     * on them. Who asks again is given the same buffer. The file owns it, and closes it with itself.
     *
     * @param device what makes the buffer
     * @throws IllegalStateException if this is closed
     */
    public <B extends RegionBuffer> B buffer(RegionWrapper<B> device) {
        long lengthBytes = Pages.alignUp(Math.max(1, version.sizeBytes()), Pages.hostPageBytes());
        return buffer(device, 0, lengthBytes);
    }

    /**
     * A part of the file as a buffer of a device, otherwise as {@link #buffer(RegionWrapper)}. A driver may wire all of a
     * buffer when it is first used, so of a large file take the part that is needed.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within {@link #alignedLengthBytes()}
     * @throws IllegalStateException if this is closed
     */
    public <B extends RegionBuffer> B buffer(RegionWrapper<B> device, long offsetBytes, long lengthBytes) {
        return wrappers.get(device, new MappedFile(this), offsetBytes, lengthBytes);
    }

    /** Whether {@link #buffer(RegionWrapper, long, long)} would make none, since there is one. */
    public boolean hasBuffer(RegionWrapper<?> device, long offsetBytes, long lengthBytes) {
        return wrappers.has(device, offsetBytes, lengthBytes);
    }

    /**
     * The whole file as buffers of a device, however long it is: they follow each other without a gap. The caller owns them.
     *
     * @throws IllegalStateException if this is closed
     */
    public <B extends RegionBuffer> List<B> windows(RegionWrapper<B> device) {
        return device.wrapWindows(this, 0, version.sizeBytes());
    }

    @Override
    public long address() {
        return memory.address();
    }

    @Override
    public long lengthBytes() {
        return version.sizeBytes();
    }

    @Override
    public long alignedLengthBytes() {
        return alignedLengthBytes;
    }

    @Override
    public ByteBuffer slice(long offsetBytes, int lengthBytes) {
        try {
            return memory.slice(offsetBytes, lengthBytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Lease lease() {
        try {
            return memory.lease();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Gives up ownership: buffers of it are closed, and the file is unmapped and closed with the last lease. Idempotent.
     */
    @Override
    public void close() {
        try {
            wrappers.close();
            if (ownership != null && net != null) {
                ownership.giveBack();
                net.clean();
            }
        } finally {
            // Else the net may find this abandoned in the middle of it.
            Reference.reachabilityFence(this);
        }
    }

    /** A mapping whose file is closed when it ends. */
    private record WithDescriptor(Backing mapping, OpenFile file) implements Backing {
        @Override
        public long address() {
            return mapping.address();
        }

        @Override
        public ByteBuffer slice(long offsetBytes, int lengthBytes) {
            return mapping.slice(offsetBytes, lengthBytes);
        }

        @Override
        public void willNeed(long offsetBytes, long lengthBytes) {
            mapping.willNeed(offsetBytes, lengthBytes);
        }

        @Override
        public void free() {
            file.close();
            mapping.free();
        }

        @Override
        public void freeWhenUnreachable() {
            file.close();
            mapping.freeWhenUnreachable();
        }
    }
}
