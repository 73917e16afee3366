package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources.Kind;
import java.io.IOException;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePoolTest {
    /** Longer than it takes a version to be settled. */
    private static final long SETTLING_MILLIS = 150;

    private static final FilePoolOptions MAP_ALL = FilePoolOptions.defaults().withSmallFileBytes(0);

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @Test
    void aFileThatIsOpenedAgainIsNotMappedAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "x");
        try (FilePool pool = new FilePool(MAP_ALL)) {
            MemoryRegion first;
            try (FileContents contents = pool.open(file);
                    FileContents same = pool.open(file)) {
                first = contents.region();
                assertThat(first).isInstanceOf(MappedFile.class).isSameAs(same.region());
            }
            try (FileContents later = pool.open(file)) {
                assertThat(later.region()).isSameAs(first);
                assertThat(later.path()).isEqualTo(file);
                assertThat(later.sizeBytes()).isEqualTo(1);
                assertThat(later.version()).isEqualTo(FileVersion.of(file));
                later.willNeed(0, 1);
                later.ensureUnchanged();
            }
            assertThat(LiveResources.count(Kind.MAPPING)).isEqualTo(1);
        }
    }

    @Test
    void aSmallFileIsCopiedAndTheCopyKeptOnceItsVersionIsSettled() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), "x,y");
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            try (FileContents fresh = pool.open(file);
                    FileContents again = pool.open(file)) {
                assertThat(fresh.isCacheable()).isFalse();
                assertThat(again.region()).isNotSameAs(fresh.region());
            }
            assertThat(LiveResources.count(Kind.BLOCK)).isZero();
            Thread.sleep(SETTLING_MILLIS);
            try (FileContents settled = pool.open(file);
                    FileContents again = pool.open(file)) {
                assertThat(settled.isCacheable()).isTrue();
                assertThat(again.region()).isSameAs(settled.region());
                assertThat(text(again)).isEqualTo("x,y");
                assertThatThrownBy(() -> settled.region().slice(0, 1).put((byte) 1))
                        .isInstanceOf(ReadOnlyBufferException.class);
                settled.willNeed(0, 3);
            }
            assertThat(LiveResources.count(Kind.BLOCK)).isEqualTo(1);
            assertThat(LiveResources.count(Kind.DESCRIPTOR)).isZero();
        }
    }

    @Test
    void aMappedFileIsCacheableOnceItsVersionIsSettled() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), "x,y");
        try (FilePool pool = new FilePool(MAP_ALL)) {
            try (FileContents fresh = pool.open(file)) {
                assertThat(fresh.isCacheable()).isFalse();
            }
            Thread.sleep(SETTLING_MILLIS);
            try (FileContents settled = pool.open(file)) {
                assertThat(settled.isCacheable()).isTrue();
            }
        }
    }

    @Test
    void whatWasWrittenLastIsReadHoweverQuickly() throws IOException {
        Path small = folder.resolve("small.csv");
        Path mapped = folder.resolve("mapped.csv");
        try (FilePool copying = new FilePool(FilePoolOptions.defaults());
                FilePool mapping = new FilePool(MAP_ALL)) {
            for (int i = 100; i < 130; i++) {
                Files.writeString(small, "" + i);
                Files.writeString(mapped, "" + i);
                try (FileContents copy = copying.open(small);
                        FileContents map = mapping.open(mapped)) {
                    assertThat(text(copy)).isEqualTo("" + i);
                    assertThat(text(map)).isEqualTo("" + i);
                }
            }
        }
    }

    @Test
    void aReplacedFileGetsANewMappingAndOldReadersGoOnWithTheirs() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "old");
        try (FilePool pool = new FilePool(MAP_ALL);
                FileContents old = pool.open(file)) {
            Path replacement = Files.writeString(folder.resolve("b.csv"), "newer");
            Files.move(replacement, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileContents present = pool.open(file)) {
                assertThat(text(present)).isEqualTo("newer");
                assertThat(present.version()).isNotEqualTo(old.version());
            }
            Files.delete(file);
            assertThat(text(old)).isEqualTo("old");
            old.ensureUnchanged();
        }
    }

    @Test
    void aFileThatGrewIsReadAsItWasByOldReadersAndWhollyByNewOnes() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "old");
        try (FilePool pool = new FilePool(MAP_ALL);
                FileContents old = pool.open(file)) {
            Files.writeString(file, "older");
            try (FileContents present = pool.open(file)) {
                assertThat(text(present)).isEqualTo("older");
            }
            assertThat(text(old)).isEqualTo("old");
            old.ensureUnchanged();
        }
    }

    @Test
    void aFileThatShrankOrWasRewrittenIsAnErrorForItsReaders() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "12345");
        try (FilePool pool = new FilePool(MAP_ALL);
                FileContents contents = pool.open(file)) {
            Files.writeString(file, "abcde");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(contents::ensureUnchanged)
                    .withMessageStartingWith("The file was rewritten while it was read (" + file + ").")
                    .withMessageContaining("renaming");
            Files.writeString(file, "abc");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(contents::ensureUnchanged)
                    .withMessageStartingWith("The file shrank from 5 to 3 bytes while it was read (" + file + ").");
        }
    }

    @Test
    void aFileRewrittenWithSomethingLongerIsNotTakenForOneThatGrew() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "id,name\n1,a\n2,b\n");
        try (FilePool pool = new FilePool(MAP_ALL);
                FileContents contents = pool.open(file)) {
            Files.writeString(file, "3,c\n", StandardOpenOption.APPEND);
            contents.ensureUnchanged();
            Files.writeString(file, "id,name\n10,a\n20,b\n30,c\n");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(contents::ensureUnchanged)
                    .withMessageStartingWith("The file was rewritten while it was read (" + file + ").");
        }
    }

    @Test
    void theErrorNamesTheFileAsItsReaderKnowsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "12345");
        Path link = Files.createLink(folder.resolve("b.csv"), file);
        try (FilePool pool = new FilePool(MAP_ALL);
                FileContents contents = pool.open(file);
                FileContents linked = pool.open(link)) {
            assertThat(linked.region()).isSameAs(contents.region());
            Files.writeString(file, "");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(linked::ensureUnchanged)
                    .withMessageContaining(link.toString());
        }
    }

    @Test
    void readersOfASmallFileKeepTheirCopyWhateverHappens() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "12345");
        try (FilePool pool = new FilePool(FilePoolOptions.defaults());
                FileContents contents = pool.open(file)) {
            Files.writeString(file, "");
            contents.ensureUnchanged();
            assertThat(text(contents)).isEqualTo("12345");
        }
    }

    @Test
    void onlySoManyMappingsAreKeptTheLeastRecentlyUsedGoFirst() throws IOException {
        List<Path> files = files(12);
        try (FilePool pool = new FilePool(MAP_ALL.withMaxMappings(10))) {
            for (Path file : files.subList(0, 10)) {
                pool.open(file).close();
            }
            MemoryRegion first = regionOf(pool, files.get(0));
            MemoryRegion second = regionOf(pool, files.get(1));
            for (Path file : files.subList(2, 12)) {
                pool.open(file).close();
                assertThat(regionOf(pool, files.get(0))).isSameAs(first);
            }
            assertThat(LiveResources.count(Kind.MAPPING)).isEqualTo(10);
            assertThat(regionOf(pool, files.get(1))).isNotSameAs(second);
        }
    }

    @Test
    void filesInUseAreNeverGivenUp() throws IOException {
        List<FileContents> open = new ArrayList<>();
        try (FilePool pool = new FilePool(MAP_ALL.withMaxMappings(2))) {
            for (Path file : files(5)) {
                open.add(pool.open(file));
            }
            assertThat(pool.evictIdle()).isZero();
            assertThat(open).allSatisfy(contents -> assertThat(text(contents)).startsWith("file"));
            open.forEach(FileContents::close);
            open.forEach(FileContents::close);
            assertThat(LiveResources.count(Kind.MAPPING)).isEqualTo(2);
            assertThatIllegalStateException().isThrownBy(() -> open.get(0).region());
            assertThatIllegalStateException().isThrownBy(() -> open.get(0).ensureUnchanged());
        }
    }

    @Test
    void copiesOfSmallFilesAreBoundedByTheirBytes() throws Exception {
        List<Path> files = files(10);
        Thread.sleep(SETTLING_MILLIS);
        long twoBlocks = 2 * Pages.alignmentBytes();
        try (FilePool pool = new FilePool(FilePoolOptions.defaults().withMaxSmallFileBytes(twoBlocks))) {
            for (Path file : files) {
                pool.open(file).close();
            }
            assertThat(LiveResources.count(Kind.BLOCK)).isEqualTo(2);
        }
    }

    @Test
    void idleFilesAreGivenUpAfterAWhileAndTheThreadThatDoesItEnds() throws Exception {
        try (FilePool pool = new FilePool(MAP_ALL.withIdleTime(Duration.ofMillis(30)))) {
            for (int round = 0; round < 2; round++) {
                files(3).forEach(file -> pool.open(file).close());
                Garbage.collectUntil("the files are given up", () -> LiveResources.count(Kind.MAPPING) == 0);
                Garbage.collectUntil("the thread has ended", () -> idleThreads() == 0);
            }
        }
    }

    @Test
    void idleFilesAreGivenUpAtOnceOnRequest() throws Exception {
        try (FilePool pool = new FilePool(MAP_ALL)) {
            files(3).forEach(file -> pool.open(file).close());
            assertThat(pool.evictIdle()).isEqualTo(3);
            assertThat(LiveResources.count(Kind.MAPPING)).isZero();
            Garbage.collectUntil("the thread has ended", () -> idleThreads() == 0);
        }
    }

    @Test
    void aClosedPoolOpensNothingAndItsReadersGoOn() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "x");
        FilePool pool = new FilePool(MAP_ALL);
        FileContents contents = pool.open(file);
        pool.close();
        pool.close();

        assertThatIllegalStateException().isThrownBy(() -> pool.open(file));
        assertThat(text(contents)).isEqualTo("x");
        contents.close();
    }

    @Test
    void aLeaseOnTheRegionOutlivesContentsAndPool() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "x");
        Lease lease;
        MemoryRegion region;
        try (FilePool pool = new FilePool(MAP_ALL);
                FileContents contents = pool.open(file)) {
            region = contents.region();
            lease = region.lease();
        }
        assertThat(region.slice(0, 1).get(0)).isEqualTo((byte) 'x');
        lease.close();
    }

    @Test
    void contentsThatNobodyClosesAreFoundByTheCollector() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), "x");
        try (FilePool pool = new FilePool(MAP_ALL)) {
            for (int i = 0; i < 100; i++) {
                assertThat(pool.open(file).sizeBytes()).isEqualTo(1);
            }
            Garbage.collectUntil("they are found", () -> LiveResources.count(Kind.FILE_CONTENTS) == 0);
            assertThat(pool.evictIdle()).isEqualTo(1);
            Garbage.collectUntil("the file is unmapped", () -> LiveResources.count(Kind.MAPPING) == 0);
        }
    }

    @Test
    void whatCannotBeOpenedIsAnErrorThatNamesIt() {
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            Path gone = folder.resolve("gone.csv");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> pool.open(gone))
                    .withMessageStartingWith("The file does not exist (" + gone + ").");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> pool.open(folder))
                    .withMessageStartingWith("This is a directory, not a file (" + folder + ").");
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> pool.open(Path.of("/dev/zero")))
                    .withMessageStartingWith("This is not a regular file but a device, a pipe or a socket");
        }
    }

    @Test
    void tooManyMappingsAreAnErrorThatNamesTheLimit() {
        Path file = Path.of("a.csv");
        FileLoader.requireRoomForMapping(file, 9, 10);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> FileLoader.requireRoomForMapping(file, 10, 10))
                .withMessageStartingWith("10 files are mapped at the same time")
                .withMessageContaining("a.csv")
                .withMessageContaining("vm.max_map_count");
    }

    @Test
    void everyWayInWhichOpeningFailsHasItsMessage() {
        Path file = Path.of("a.csv");
        assertThat(PosixFiles.failure(file, "open", LibC.ENOENT))
                .hasMessageStartingWith("The file does not exist (a.csv)");
        assertThat(PosixFiles.failure(file, "open", LibC.EACCES))
                .hasMessageStartingWith("The file cannot be read: permission denied (a.csv)");
        assertThat(PosixFiles.failure(file, "open", LibC.EMFILE))
                .hasMessageStartingWith("The file cannot be opened: Too many open files (a.csv)")
                .hasMessageContaining("ulimit -n");
        assertThat(PosixFiles.failure(file, "open", 5))
                .hasMessageStartingWith("The file cannot be read: Input/output error (a.csv)");
    }

    @Test
    void boundsThatCannotBeAreRefused() {
        FilePoolOptions options = FilePoolOptions.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxMappings(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxSmallFileBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withSmallFileBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withIdleTime(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withIdleTime(Duration.ofDays(100_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MapOptions.defaults().withPrewarmBytes(-1));
    }

    private List<Path> files(int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(Files.writeString(folder.resolve("f" + i), "file " + i));
        }
        return files;
    }

    private static MemoryRegion regionOf(FilePool pool, Path file) {
        try (FileContents contents = pool.open(file)) {
            return contents.region();
        }
    }

    private static String text(FileContents contents) {
        return contents.guard(() -> StandardCharsets.US_ASCII
                .decode(contents.region().slice(0, Math.toIntExact(contents.sizeBytes())))
                .toString());
    }

    private static long idleThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("gpu-query-idle-files"))
                .count();
    }
}
