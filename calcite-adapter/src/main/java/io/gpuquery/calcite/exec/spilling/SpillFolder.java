package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of this process in a directory for temporary files: there while one of its files is. A lock in it tells other processes that
 * it is in use; one that nobody holds is what a process left that crashed, and is removed by the next that comes.
 *
 * <p>All methods are guarded by the registry.
 */
final class SpillFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SpillFolder.class);
    private static final String PREFIX = "gpu-query-spill-";
    private static final String LOCK = "lock";
    /** A folder without a lock may be one that somebody is just making. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private static final int TENTHS = 10;

    /** By the directory. */
    private static final Map<Path, SpillFolder> FOLDERS = new HashMap<>();

    private static long bytesOfProcess;
    private static long filesMade;

    private final Path base;
    private final Path path;
    private final FileChannel lock;
    private int files;
    /** What may be written by those who set no limit. */
    private final long freeBytes;

    private SpillFolder(Path base, Path path, FileChannel lock, long freeBytes) {
        this.base = base;
        this.path = path;
        this.lock = lock;
        this.freeBytes = freeBytes;
    }

    /** A name for a new file in the folder for some limits, which counts as one of its files until {@link #released}. */
    static Claim claim(QueryLimits limits) {
        Path base = base(limits).toAbsolutePath().normalize();
        synchronized (FOLDERS) {
            SpillFolder folder = FOLDERS.get(base);
            if (folder != null && !Files.isDirectory(folder.path)) {
                // Somebody removed it. Its open files can still be read where the system allows that.
                FOLDERS.remove(base);
                folder.unlock();
                folder = null;
            }
            if (folder == null) {
                folder = create(base);
                FOLDERS.put(base, folder);
            }
            folder.files++;
            return new Claim(folder, folder.path.resolve("rows-" + ++filesMade));
        }
    }

    /** A file of a folder. */
    record Claim(SpillFolder folder, Path file) {}

    private static Path base(QueryLimits limits) {
        Path directory = limits.spillDirectory();
        return directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    }

    private static SpillFolder create(Path base) {
        removeLeftovers(base);
        Path path = base;
        try {
            path = Files.createTempDirectory(
                    base, PREFIX + ProcessHandle.current().pid() + "-");
            FileChannel lock =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            // Not lock(), which fails in a thread that was interrupted. Nobody else has it.
            lock.tryLock();
            long free = Files.getFileStore(path).getUsableSpace();
            return new SpillFolder(base, path, lock, bytesOfProcess + free - free / TENTHS);
        } catch (IOException e) {
            throw failed("A folder for temporary files cannot be made", path, e);
        }
    }

    /** What to throw where a temporary file, or the folder, is in the way of nothing but itself. */
    static DataException failed(String problem, Path path, IOException cause) {
        String reason = cause instanceof NoSuchFileException ? "the folder is not there" : reason(cause, path);
        return new DataException(
                problem + ": " + reason,
                Location.of(path),
                "See whether the folder is there, can be written and has room, or name another one by the option"
                        + " \"spillDirectory\"; or raise the option \"queryMemory\", so that fewer rows leave memory.",
                cause);
    }

    private static String reason(IOException cause, Path path) {
        String message = cause.getMessage();
        return message == null || message.equals(path.toString()) || message.startsWith(path.toString())
                ? cause.getClass().getSimpleName()
                : message;
    }

    private static void removeLeftovers(Path base) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path folder : folders) {
                if (isLeftover(folder)) {
                    LOG.info("Removing {}, which a process left behind", folder);
                    remove(folder);
                }
            }
        } catch (IOException e) {
            // Whether the directory is of use shows in a moment.
            LOG.debug("{} cannot be listed", base, e);
        }
    }

    private static boolean isLeftover(Path folder) {
        if (FOLDERS.values().stream().anyMatch(known -> known.path.equals(folder))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (NoSuchFileException e) {
            return isOld(folder);
        } catch (IOException | OverlappingFileLockException e) {
            // Of another user, or of another class loader of this process.
            return false;
        }
    }

    private static boolean isOld(Path folder) {
        try {
            FileTime time = Files.getLastModifiedTime(folder);
            return time.toInstant().isBefore(Instant.now().minus(YOUNG));
        } catch (IOException e) {
            return false;
        }
    }

    private static void remove(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed", folder, e);
        }
    }

    /** Sets bytes aside for a file; false if there are not as many. */
    boolean reserve(long bytes, long limitBytes) {
        synchronized (FOLDERS) {
            long limit = limitBytes == QueryLimits.FREE_SPACE ? freeBytes : limitBytes;
            if (bytes > limit - bytesOfProcess) {
                return false;
            }
            bytesOfProcess += bytes;
            return true;
        }
    }

    /** Ends a file; the last takes the folder with it. */
    void released(Path file, long bytes) {
        synchronized (FOLDERS) {
            bytesOfProcess -= bytes;
            files--;
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} cannot be removed", file, e);
            }
            if (files == 0) {
                FOLDERS.remove(base, this);
                unlock();
                if (Files.isDirectory(path)) {
                    remove(path);
                }
            }
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock of {} cannot be closed", path, e);
        }
    }

    /** Bytes of all temporary files of the process. */
    static long bytesOfProcess() {
        synchronized (FOLDERS) {
            return bytesOfProcess;
        }
    }

    /** The folder of the process in a directory; null if there is none now. */
    static @Nullable Path current(Path base) {
        synchronized (FOLDERS) {
            SpillFolder folder = FOLDERS.get(base.toAbsolutePath().normalize());
            return folder == null ? null : folder.path;
        }
    }
}
