package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Faults in mapped memory: what HotSpot makes of a page that could not be read, because its file was truncated or its
 * storage failed.
 *
 * <p>Only accesses by Java's own code are survived. They end in an {@link InternalError} which, up to JDK 20 or so, is
 * delivered late: compiled code goes on with whatever the memory seemed to hold, and the error comes when the thread
 * next enters the virtual machine in a way that looks for it. Observed on JDK 17: neither {@code Thread.sleep}, nor
 * {@code yield}, nor a native call, nor the end of the method is such a way once all is compiled; the error then came
 * out of an unrelated statement much later.
 */
public final class MemoryFaults {
    /** Volatile, so that no compiler can know the lengths below and replace the call into the virtual machine. */
    private static volatile int one = 1;

    private static volatile Object unused = new Object();

    private MemoryFaults() {}

    /**
     * Throws the error of a fault that this thread met and has not heard of. Costs some 40 ns.
     *
     * @throws InternalError for the fault
     */
    public static void deliver() {
        // Of the things that Java code can do often and cheaply, allocating an array of arrays of unknown lengths is
        // the
        // one that the interpreter and both compilers leave to the virtual machine, by a call that looks for errors.
        unused = new byte[one][one];
    }

    /** Whether an error tells of a fault in mapped memory. */
    public static boolean isFault(InternalError error) {
        String message = error.getMessage();
        return message != null && message.contains("unsafe memory access");
    }

    /**
     * Runs something that reads mapped memory. A fault meant for it comes out of here, and not later; it comes in place
     * of whatever the access returned or threw, since that may have been made of garbage.
     *
     * @param regions what is read; the files among them are asked which of them is at fault
     * @throws DataException for a fault in one of the files
     */
    public static <T extends @Nullable Object> T guard(Iterable<? extends MemoryRegion> regions, Supplier<T> access) {
        try {
            return deliverAfter(access);
        } catch (InternalError e) {
            throw translate(e, regions);
        }
    }

    static <T extends @Nullable Object> T deliverAfter(Supplier<T> access) {
        try {
            return access.get();
        } finally {
            deliver();
        }
    }

    /** The fault that this thread met and has not heard of; null if there is none. */
    static @Nullable InternalError pending() {
        try {
            deliver();
            return null;
        } catch (InternalError e) {
            if (!isFault(e)) {
                throw e;
            }
            return e;
        }
    }

    static DataException unreadable(Path file, InternalError fault) {
        return new DataException(
                "The file could not be read to its end: its storage failed, or it shrank for a moment",
                Location.of(file),
                "Check the storage, and run the statement again.",
                fault);
    }

    private static DataException translate(InternalError error, Iterable<? extends MemoryRegion> regions) {
        DataException failure = null;
        for (MemoryRegion region : regions) {
            if (isFault(error) && region instanceof MappedFile file) {
                try {
                    file.ensureUnchanged();
                    failure = failure == null ? unreadable(file.path(), error) : failure;
                } catch (DataException changed) {
                    changed.addSuppressed(error);
                    return changed;
                }
            }
        }
        if (failure == null) {
            throw error;
        }
        return failure;
    }
}
