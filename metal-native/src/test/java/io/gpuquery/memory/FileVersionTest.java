package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import io.gpuquery.error.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileVersionTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @Test
    void theOpenFileAndItsPathHaveTheSameVersion() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[12_345]);

        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(mapped.version()).isEqualTo(FileVersion.of(file));
            assertThat(mapped.version().sizeBytes()).isEqualTo(12_345);
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1912-06-23T01:02:03.456789Z")));
        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(mapped.version()).isEqualTo(FileVersion.of(file));
        }
    }

    /** Shows that the structure of this platform is read as it is laid out. */
    @Test
    void theSystemAndTheJdkSayTheSame() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[12_345]);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        FileStatus system = FileStatus.of(file);
        FileStatus jdk = FileStatus.ofJdk(file);

        assertThat(system.mode()).isEqualTo(jdk.mode());
        assertThat(system.version().isSameFile(jdk.version())).isTrue();
        assertThat(system.version().sizeBytes()).isEqualTo(12_345);
        assertThat(system.version().modifiedNanos()).isEqualTo(jdk.version().modifiedNanos());
        assertThat(system.version().changedNanos() / SECOND)
                .isEqualTo(jdk.version().changedNanos() / SECOND);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> FileStatus.ofJdk(folder.resolve("gone")))
                .withMessageStartingWith("The file does not exist");
    }

    /** Newer C libraries still have these functions for old programs. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aLibraryOfBeforeStatWasAFunctionSaysTheSame() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[12_345]);
        byte[] path = (file + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] struct = new byte[LibC.PLATFORM.statBytes];
        LibC.StatusCall legacy = LibC.bindStatus(NativeLibrary.getProcess(), "no_such_function", "__xstat");

        assertThat(legacy.call(path, struct)).isZero();
        assertThat(FileStatus.of(LibC.PLATFORM, struct)).isEqualTo(FileStatus.of(file));
    }

    @Test
    void everyChangeGivesAnotherVersion() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "a");
        FileVersion first = FileVersion.of(file);
        Files.writeString(file, "ab");
        FileVersion longer = FileVersion.of(file);
        Path replacement = Files.writeString(folder.resolve("b"), "cd");
        FileVersion other = FileVersion.of(replacement);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThat(longer).isNotEqualTo(first).matches(first::isSameFile);
        assertThat(other).isNotEqualTo(longer).matches(version -> !version.isSameFile(first));
        assertThat(FileVersion.of(file)).isNotEqualTo(longer);
    }

    @Test
    void aVersionIsSettledOnceItsChangeIsOlderThanTheClockOfTheFileSystem() {
        FileVersion fine = new FileVersion(1, 2, 3, 5 * SECOND, 1000 * SECOND + 1);
        assertThat(fine.isSettled(1000 * SECOND + 1)).isFalse();
        assertThat(fine.isSettled(1000 * SECOND + 50_000_000)).isFalse();
        assertThat(fine.isSettled(1001 * SECOND)).isTrue();
        FileVersion wholeSeconds = new FileVersion(1, 2, 3, 5, 1000 * SECOND);
        assertThat(wholeSeconds.isSettled(1001 * SECOND)).isFalse();
        assertThat(wholeSeconds.isSettled(1003 * SECOND)).isTrue();
        FileVersion fromTheFuture = new FileVersion(1, 2, 3, 5, 9000 * SECOND);
        assertThat(fromTheFuture.isSettled(1001 * SECOND)).isFalse();
    }

    @Test
    void structuresOfEveryPlatformAreRead() {
        for (HostPlatform platform : HostPlatform.values()) {
            ByteBuffer struct = ByteBuffer.allocate(platform.statBytes).order(ByteOrder.nativeOrder());
            struct.putLong(platform.inodeOffset, 77)
                    .putLong(platform.sizeOffset, 5L << 32)
                    .putLong(platform.modifiedOffset, 3)
                    .putLong(platform.modifiedOffset + 8, 4)
                    .putLong(platform.changedOffset, Long.MAX_VALUE / 2);
            if (platform.narrowDevice) {
                struct.putInt(platform.deviceOffset, 9).putShort(platform.modeOffset, (short) 0x81a4);
            } else {
                struct.putLong(platform.deviceOffset, 9).putInt(platform.modeOffset, 0x81a4);
            }

            FileStatus status = FileStatus.of(platform, struct.array());

            assertThat(status.version()).isEqualTo(new FileVersion(9, 77, 5L << 32, 3 * SECOND + 4, Long.MAX_VALUE));
            assertThat(HostPlatform.isRegular(status.mode())).isTrue();
            assertThat(HostPlatform.isDirectory(status.mode())).isFalse();
        }
    }

    @Test
    void aMissingFileIsAnErrorThatNamesIt() {
        Path file = folder.resolve("gone.csv");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> FileVersion.of(file))
                .withMessageStartingWith("The file does not exist (" + file + ").");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> MappedFile.open(file))
                .withMessageStartingWith("The file does not exist (" + file + ").");
    }

    @Test
    void aDirectoryIsNotMapped() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> MappedFile.open(folder))
                .withMessageStartingWith("This is a directory, not a file (" + folder + ").");
    }

    @Test
    void aPipeIsNotOpenedWhichWouldWaitForItsOtherEnd() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> MappedFile.open(pipe))
                .withMessageStartingWith("This is not a regular file but a device, a pipe or a socket");
    }

    @Test
    void linksThatGoInACircleAreAnError() throws IOException {
        Path link = folder.resolve("circle");
        Files.createSymbolicLink(link, link);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> FileVersion.of(link))
                .withMessageContaining(link.toString());
    }

    @Test
    void aFileThatMayNotBeReadIsAnErrorThatSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> MappedFile.open(file))
                .withMessageStartingWith("The file cannot be read: permission denied (" + file + ").");
    }

    @Test
    void aFileInAnArchiveIsNotOpenedInPlace() throws IOException {
        URI archive = URI.create("jar:" + folder.resolve("a.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path inside = Files.writeString(zip.getPath("/x.csv"), "x");

            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> MappedFile.open(inside))
                    .withMessageStartingWith("Only files of the operating system's own file system can be opened");
        }
    }
}
