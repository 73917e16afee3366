package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One version of one file's bytes, kept valid for one reader until it closes this: what format readers read.
 *
 * <p>The region is the mapped file, or a block that holds a copy of a small one. Reading it needs no further lease
 * while this is open; who hands the region on to something that outlives this takes a lease. Any thread may use and
 * close it.
 */
public interface FileContents extends AutoCloseable {

    /** The file, as it was named when it was opened. */
    Path path();

    /** The bytes; read-only, also where they are a copy. */
    MemoryRegion region();

    /** The size of this version in bytes, whatever was appended since. */
    long sizeBytes();

    /** Whether these are all bytes of it; else they are its head, which may end in the middle of anything. */
    default boolean isWhole() {
        return true;
    }

    FileVersion version();

    /**
     * Whether {@link #version()} may serve as the key of a cache: every change since this was opened is bound to give
     * another version. It is not while the last change is younger than the granularity of the file system's clock.
     */
    boolean isCacheable();

    /**
     * Checks that the bytes read so far are those of this version; to be called before anything read from here is
     * handed on or kept.
     *
     * @throws DataException if the file shrank or was rewritten in place since it was opened
     */
    void ensureUnchanged();

    /** Tells the system that a part will be read soon. */
    void willNeed(long offsetBytes, long lengthBytes);

    @Override
    void close();

    /**
     * Reads from a file that may shrink meanwhile: a fault in the mapped memory becomes a {@link DataException}, and
     * comes out of here and not later (see {@link MemoryFaults}).
     *
     * <p>All accesses to the bytes of {@link #region()} belong in here, in pieces of some work: a call costs some 40
     * ns. A file that was rewritten makes no fault, so the result counts only after {@link #ensureUnchanged()}.
     */
    default <T extends @Nullable Object> T guard(Supplier<T> access) {
        try {
            return MemoryFaults.deliverAfter(access);
        } catch (InternalError e) {
            throw translate(e);
        }
    }

    /**
     * What to throw in place of an error that was caught while this file was read.
     *
     * @return the failure to throw
     * @throws InternalError the error itself, if it is no fault in the mapped memory of this file
     */
    default RuntimeException translate(InternalError error) {
        if (!MemoryFaults.isFault(error) || !(region() instanceof MappedFile)) {
            throw error;
        }
        try {
            ensureUnchanged();
        } catch (DataException changed) {
            changed.addSuppressed(error);
            return changed;
        }
        return MemoryFaults.unreadable(path(), error);
    }
}
