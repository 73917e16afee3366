package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedFileTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4095, 4096, 4097, 16383, 16384, 16385, 65536, 1_000_003})
    void everyByteOfTheFileIsThereAndTheTailReadsAsZeros(int sizeBytes) throws IOException {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).nextBytes(bytes);
        Path file = Files.write(folder.resolve("data.bin"), bytes);

        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(mapped.address() % (16 * 1024)).isZero();
            assertThat(mapped.address() % Pages.alignmentBytes()).isZero();
            assertThat(mapped.fileSizeBytes()).isEqualTo(sizeBytes);
            assertThat(mapped.lengthBytes()).isEqualTo(sizeBytes);
            assertThat(mapped.alignedLengthBytes()).isEqualTo(Pages.regionBytes(sizeBytes));

            byte[] read = new byte[Math.toIntExact(mapped.alignedLengthBytes())];
            mapped.slice(0, read.length).get(read);
            assertThat(read).startsWith(bytes);
            for (int i = sizeBytes; i < read.length; i++) {
                assertThat(read[i]).isZero();
            }
        }
    }

    @Test
    void anEmptyFileIsARegionOfNoBytesWithAReadablePage() throws IOException {
        Path file = Files.createFile(folder.resolve("empty"));

        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(mapped.lengthBytes()).isZero();
            assertThat(mapped.alignedLengthBytes()).isEqualTo(Pages.alignmentBytes());
            assertThat(mapped.slice(0, 0).remaining()).isZero();
            assertThat(mapped.slice(Pages.alignmentBytes() - 1, 1).get(0)).isZero();
            mapped.ensureUnchanged();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2 * GIB - 1, 2 * GIB + 1, 4 * GIB + 12_345})
    void filesOfMoreThanTwoAndFourGibibytesAreReadThroughWindows(long sizeBytes) throws IOException {
        Path file = folder.resolve("sparse.bin");
        long[] offsets = {0, GIB - 1, GIB, 2 * GIB - 2, sizeBytes / 2, sizeBytes - 1};
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(sizeBytes);
            for (long offset : offsets) {
                writer.seek(offset);
                writer.write((int) (offset % 100 + 1));
            }
        }

        try (MappedFile mapped = MappedFile.open(file, MapOptions.defaults().withPrewarmBytes(0))) {
            for (long offset : offsets) {
                int windowBytes = (int) Math.min(1000, mapped.alignedLengthBytes() - offset);
                assertThat(mapped.slice(offset, windowBytes).get(0)).isEqualTo((byte) (offset % 100 + 1));
            }
            long start = mapped.alignedLengthBytes() - Integer.MAX_VALUE;
            ByteBuffer large = mapped.slice(start, Integer.MAX_VALUE);
            assertThat(large.get(Math.toIntExact(sizeBytes - 1 - start))).isEqualTo((byte) ((sizeBytes - 1) % 100 + 1));
        }
    }

    @Test
    void buffersAreLittleEndianAndReadOnly() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        try (MappedFile mapped = MappedFile.open(file)) {
            ByteBuffer slice = mapped.slice(4, 4);
            assertThat(slice.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(slice.getInt(0)).isEqualTo(0x08070605);
            assertThat(slice.isDirect()).isTrue();
            assertThatThrownBy(() -> slice.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        }
    }

    @Test
    void nothingOutsideOfTheRegionCanBeSliced() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[100]);

        try (MappedFile mapped = MappedFile.open(file)) {
            long end = mapped.alignedLengthBytes();
            assertThat(mapped.slice(end, 0).remaining()).isZero();
            assertThatThrownBy(() -> mapped.slice(end, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> mapped.slice(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> mapped.slice(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> mapped.slice(Long.MAX_VALUE, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> mapped.advise(0, end + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void theMappingIsTheFilesOwnPagesAndNotACopy() throws IOException {
        Path file = Files.writeString(folder.resolve("data.txt"), "before");

        try (MappedFile mapped = MappedFile.open(file);
                RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            ByteBuffer slice = mapped.slice(0, 6);
            writer.write("after!".getBytes(StandardCharsets.US_ASCII));
            assertThat(StandardCharsets.US_ASCII.decode(slice).toString()).isEqualTo("after!");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSystemIsToldThatTheFileIsReadFromFrontToBack() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[100_000]);

        try (MappedFile sequential = MappedFile.open(file);
                MappedFile random = MappedFile.open(file, new MapOptions(0, false))) {
            assertThat(ProcessMemory.flagsOfRegionAt(sequential.address())).contains(" sr");
            assertThat(ProcessMemory.flagsOfRegionAt(random.address())).doesNotContain(" sr");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSystemReadsAheadWhatAScanAnnounces() throws IOException, InterruptedException {
        int sizeBytes = 64 << 20;
        Path file = folder.resolve("data.bin");
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(sizeBytes);
        }
        assumeThat(residentBytesAfterDropping(file)).isZero();
        try (MappedFile cold = MappedFile.open(file, MapOptions.defaults().withPrewarmBytes(0))) {
            // Opening touches both ends, and the disk's own read-ahead may be megabytes long.
            assertThat(residentBytes(file)).isLessThan(sizeBytes / 2);
            cold.advise(0, sizeBytes);
            awaitResident(file, sizeBytes);
        }
    }

    private static void awaitResident(Path file, long bytes) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (residentBytes(file) < bytes && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(residentBytes(file)).isGreaterThanOrEqualTo(bytes);
    }

    private static long residentBytesAfterDropping(Path file) throws IOException, InterruptedException {
        output("dd", "if=/dev/null", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0");
        return residentBytes(file);
    }

    /** How much of a file the system has in memory; -1 where it cannot be asked. */
    private static long residentBytes(Path file) throws IOException, InterruptedException {
        String answer = output("fincore", "--bytes", "--noheadings", "--output", "RES", file.toString());
        return answer.isEmpty() ? -1 : Long.parseLong(answer);
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("sh", "-c", "\"$0\" \"$@\" 2>/dev/null"), Stream.of(command))
                                .toList())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        process.waitFor();
        return output.strip();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closingUnmapsTheFileAndClosesItsDescriptor() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[100_000]);
        long regionsBefore = ProcessMemory.regionCount();
        long descriptorsBefore = ProcessMemory.descriptorCount();
        MappedFile mapped = MappedFile.open(file);
        assertThat(ProcessMemory.mappingsOf(file)).isEqualTo(1);
        assertThat(ProcessMemory.descriptorCount()).isEqualTo(descriptorsBefore + 1);

        mapped.close();
        mapped.close();

        assertThat(ProcessMemory.mappingsOf(file)).isZero();
        assertThat(ProcessMemory.descriptorCount()).isEqualTo(descriptorsBefore);
        assertThat(ProcessMemory.regionCount()).isLessThanOrEqualTo(regionsBefore + 2);
        assertThatIllegalStateException().isThrownBy(() -> mapped.slice(0, 1)).withMessageContaining("data.bin");
        assertThatIllegalStateException().isThrownBy(mapped::lease);
        assertThatIllegalStateException().isThrownBy(mapped::address);
        assertThatIllegalStateException().isThrownBy(mapped::ensureUnchanged);
        assertThatIllegalStateException().isThrownBy(() -> mapped.advise(0, 1));
    }

    @Test
    void aFileWithANameThatIsNotAsciiIsMapped() throws IOException {
        Path file = Files.writeString(folder.resolve("a b%41+#?.csv"), "x");

        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(mapped.slice(0, 1).get(0)).isEqualTo((byte) 'x');
        }
    }
}
