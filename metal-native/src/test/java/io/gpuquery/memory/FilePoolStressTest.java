package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** Many files, many threads, and files that change meanwhile. */
class FilePoolStressTest {
    private static final int THREADS = 4;

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void twentyThousandFilesKeepMappingsAndDescriptorsBounded(@TempDir(factory = InMemory.class) Path many)
            throws IOException, InterruptedException {
        int count = 20_000;
        // Files f10000 to f29999, each holding its number.
        String write = "seq 10000 29999 | split -l 1 --numeric-suffixes=10000 -a 5 - '" + many.resolve("f") + "'";
        assertThat(new ProcessBuilder("sh", "-c", write).start().waitFor()).isZero();
        long regionsBefore = ProcessMemory.regionCount();
        long descriptorsBefore = ProcessMemory.descriptorCount();
        FilePoolOptions options = FilePoolOptions.defaults().withMaxMappings(100);

        // All are copied; a part of them is mapped too.
        for (int smallFileBytes : new int[] {options.smallFileBytes(), 0}) {
            try (FilePool pool = new FilePool(options.withSmallFileBytes(smallFileBytes))) {
                for (int i = 0; i < (smallFileBytes > 0 ? count : count / 4); i++) {
                    String number = String.valueOf(10_000 + i);
                    try (FileContents contents = pool.open(many.resolve("f" + number))) {
                        assertThat(StandardCharsets.US_ASCII
                                        .decode(contents.region().slice(0, 5))
                                        .toString())
                                .isEqualTo(number);
                    }
                }
                assertThat(LiveResources.count(Kind.MAPPING)).isLessThanOrEqualTo(100);
                assertThat(LiveResources.count(Kind.BLOCK) * Pages.alignmentBytes())
                        .isLessThanOrEqualTo(options.maxSmallFileBytes());
                assertThat(ProcessMemory.regionCount() - regionsBefore).isLessThan(400);
                assertThat(ProcessMemory.descriptorCount() - descriptorsBefore).isLessThan(120);
            }
        }
    }

    @Test
    void filesOpenedByManyThreadsAtOnceAreMappedOnce() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path file = Files.write(folder.resolve("f" + round), new byte[100]);
            Set<MemoryRegion> regions = ConcurrentHashMap.newKeySet();
            try (FilePool pool = new FilePool(FilePoolOptions.defaults().withSmallFileBytes(0))) {
                inThreads(() -> {
                    try (FileContents contents = pool.open(file)) {
                        regions.add(contents.region());
                    }
                    return 0;
                });
                assertThat(regions).hasSize(1);
            }
        }
    }

    @Test
    void filesThatCannotBeOpenedFailForEveryThreadThatWaitsForThem() throws Exception {
        Path gone = folder.resolve("gone");
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            for (int round = 0; round < 50; round++) {
                inThreads(() -> {
                    assertThatExceptionOfType(DataException.class).isThrownBy(() -> pool.open(gone));
                    return 0;
                });
            }
        }
    }

    /** Every file holds one value, repeated; whoever reads two has read half of one version and half of another. */
    @Test
    void filesReplacedUnderManyReadersAreNeverSeenInHalves() throws Exception {
        int count = 6;
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            Files.write(file(i), uniform(random));
        }
        AtomicBoolean stop = new AtomicBoolean();
        FilePoolOptions options = FilePoolOptions.defaults()
                .withMaxMappings(3)
                .withSmallFileBytes(50_000)
                .withMaxSmallFileBytes(40_000);
        try (FilePool pool = new FilePool(options)) {
            Callable<Integer> reader = () -> {
                Random choice = new Random(Thread.currentThread().getId());
                int read = 0;
                while (!stop.get()) {
                    try (FileContents contents = pool.open(file(choice.nextInt(count)))) {
                        Lease lease = contents.region().lease();
                        assertUniform(contents);
                        contents.ensureUnchanged();
                        lease.close();
                        read++;
                    }
                }
                return read;
            };
            List<Integer> reads = inThreads(reader, () -> {
                for (int i = 0; i < 150; i++) {
                    Path replacement = Files.write(folder.resolve("new"), uniform(random));
                    Files.move(replacement, file(i % count), StandardCopyOption.ATOMIC_MOVE);
                    Thread.sleep(2);
                }
                stop.set(true);
            });
            assertThat(reads).allSatisfy(read -> assertThat(read).isPositive());
        }
    }

    @Test
    void aFileRewrittenInPlaceUnderItsReadersIsReadWhollyOrAnError() throws Exception {
        for (int smallFileBytes : new int[] {0, 1 << 20}) {
            Path file = Files.write(folder.resolve("rewritten"), new byte[200_000]);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger torn = new AtomicInteger();
            AtomicLong slowestNanos = new AtomicLong();
            FilePoolOptions options = FilePoolOptions.defaults().withSmallFileBytes(smallFileBytes);
            try (FilePool pool = new FilePool(options)) {
                Callable<Integer> reader = () -> {
                    int outcomes = 0;
                    while (!stop.get()) {
                        try (FileContents contents = pool.open(file)) {
                            boolean uniform = contents.guard(() -> isUniform(contents));
                            contents.ensureUnchanged();
                            torn.addAndGet(uniform ? 0 : 1);
                        } catch (DataException changed) {
                            assertThat(changed).hasMessageContaining("rewritten");
                        }
                        outcomes++;
                    }
                    return outcomes;
                };
                List<Integer> outcomes = inThreads(reader, () -> {
                    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
                        byte[] bytes = new byte[200_000];
                        for (int i = 0; i < 40; i++) {
                            Arrays.fill(bytes, (byte) i);
                            writer.seek(0);
                            long startNanos = System.nanoTime();
                            writer.write(bytes);
                            long tookNanos = System.nanoTime() - startNanos;
                            slowestNanos.accumulateAndGet(tookNanos, Math::max);
                            Thread.sleep(i % 30);
                        }
                    }
                    stop.set(true);
                });
                assertThat(outcomes).allSatisfy(count -> assertThat(count).isPositive());
                // A file has the time at which a write began. One that the system interrupts for long looks as if it
                // were over.
                if (slowestNanos.get() < TimeUnit.MILLISECONDS.toNanos(4)) {
                    assertThat(torn).hasValue(0);
                }
            }
        }
    }

    @Test
    void aFileThatIsAppendedToAllTheTimeIsReadUpToItsSize() throws Exception {
        Path file = Files.write(folder.resolve("log"), new byte[10]);
        AtomicBoolean stop = new AtomicBoolean();
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            Callable<Long> reader = () -> {
                long longest = 0;
                while (!stop.get()) {
                    try (FileContents contents = pool.open(file)) {
                        assertUniform(contents);
                        contents.ensureUnchanged();
                        longest = Math.max(longest, contents.sizeBytes());
                    }
                }
                return longest;
            };
            List<Long> longest = inThreads(reader, () -> {
                try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
                    writer.seek(writer.length());
                    for (int i = 0; i < 300; i++) {
                        writer.write(new byte[10]);
                        Thread.sleep(1);
                    }
                }
                stop.set(true);
            });
            assertThat(longest).allSatisfy(bytes -> assertThat(bytes).isGreaterThan(10));
        }
    }

    /** Some disks take longer to make and to delete 20,000 files than all the rest of the test takes. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path inMemory = Path.of("/dev/shm");
            return Files.isWritable(inMemory)
                    ? Files.createTempDirectory(inMemory, "gpu-query")
                    : Files.createTempDirectory("gpu-query");
        }
    }

    private Path file(int index) {
        return folder.resolve("data" + index);
    }

    private static byte[] uniform(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(100_000)];
        Arrays.fill(bytes, (byte) random.nextInt());
        return bytes;
    }

    private static void assertUniform(FileContents contents) {
        assertThat(contents.guard(() -> isUniform(contents))).isTrue();
    }

    private static boolean isUniform(FileContents contents) {
        ByteBuffer bytes = contents.region().slice(0, Math.toIntExact(contents.sizeBytes()));
        byte first = bytes.get(0);
        while (bytes.hasRemaining()) {
            if (bytes.get() != first) {
                return false;
            }
        }
        return true;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static <T> List<T> inThreads(Callable<T> task) throws Exception {
        return inThreads(task, () -> {});
    }

    private static <T> List<T> inThreads(Callable<T> task, Action meanwhile) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                futures.add(threads.submit(task));
            }
            meanwhile.run();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
