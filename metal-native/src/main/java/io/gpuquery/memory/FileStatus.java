package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What {@code stat} says of a file.
 *
 * @param version the state of the content
 * @param mode the type and the permissions, {@code st_mode}
 */
record FileStatus(FileVersion version, int mode) {
    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime,mode";
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The status of what the path leads to; links are followed. */
    static FileStatus of(Path path) {
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new DataException(
                    "Only files of the operating system's own file system can be opened",
                    Location.of(path),
                    "Extract the file to a folder first.");
        }
        // By the same call as for open files, since versions are compared: not every JDK tells times to the nanosecond.
        return NativeAccess.isAvailable() ? PosixFiles.status(path) : ofJdk(path);
    }

    /** The same by the JDK. */
    static FileStatus ofJdk(Path path) {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, ATTRIBUTES);
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        } catch (AccessDeniedException e) {
            throw unreadable(path, e);
        } catch (IOException e) {
            throw failed(path, String.valueOf(e.getMessage()), e);
        }
        FileVersion version = new FileVersion(
                (Long) attribute(attributes, "dev"),
                (Long) attribute(attributes, "ino"),
                (Long) attribute(attributes, "size"),
                ((FileTime) attribute(attributes, "lastModifiedTime")).to(TimeUnit.NANOSECONDS),
                ((FileTime) attribute(attributes, "ctime")).to(TimeUnit.NANOSECONDS));
        return new FileStatus(version, (Integer) attribute(attributes, "mode"));
    }

    /** The status in a {@code struct stat} that the C library filled. */
    static FileStatus of(HostPlatform platform, byte[] struct) {
        ByteBuffer fields = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        long device =
                platform.narrowDevice ? fields.getInt(platform.deviceOffset) : fields.getLong(platform.deviceOffset);
        int mode = platform.narrowDevice
                ? Short.toUnsignedInt(fields.getShort(platform.modeOffset))
                : fields.getInt(platform.modeOffset);
        FileVersion version = new FileVersion(
                device,
                fields.getLong(platform.inodeOffset),
                fields.getLong(platform.sizeOffset),
                nanos(fields, platform.modifiedOffset),
                nanos(fields, platform.changedOffset));
        return new FileStatus(version, mode);
    }

    /** Refuses everything that is not a regular file. */
    FileStatus requireRegular(Path path) {
        if (HostPlatform.isDirectory(mode)) {
            throw new DataException(
                    "This is a directory, not a file", Location.of(path), "Name a file in it, or open the directory.");
        }
        if (!HostPlatform.isRegular(mode)) {
            throw new DataException(
                    "This is not a regular file but a device, a pipe or a socket",
                    Location.of(path),
                    "Copy its content to a file and open that.");
        }
        return this;
    }

    static DataException missing(Path path, Throwable cause) {
        return new DataException(
                "The file does not exist",
                Location.of(path),
                "Check the path; the file may have been deleted or renamed since the directory was listed.",
                cause);
    }

    static DataException unreadable(Path path, Throwable cause) {
        return new DataException(
                "The file cannot be read: permission denied",
                Location.of(path),
                "Give the user of this process the right to read the file and to enter its folders.",
                cause);
    }

    static DataException failed(Path path, String reason, Throwable cause) {
        return new DataException(
                "The file cannot be read: " + reason,
                Location.of(path),
                "Check that the storage it lies on is available.",
                cause);
    }

    private static Object attribute(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static long nanos(ByteBuffer fields, int offset) {
        long seconds = fields.getLong(offset);
        long nanosOfSecond = fields.getLong(offset + Long.BYTES);
        try {
            return Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nanosOfSecond);
        } catch (ArithmeticException outOfRange) {
            // As FileTime.to does for times before 1678 or after 2262.
            return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
