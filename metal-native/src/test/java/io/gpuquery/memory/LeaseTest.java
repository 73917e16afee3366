package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    private static final int READERS = 4;

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @Test
    void memoryOutlivesItsOwnerUntilTheLastLeaseIsClosed() throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[] {7});
        MappedFile mapped = MappedFile.open(file);
        Lease first = mapped.lease();
        mapped.close();
        Lease second = mapped.lease();
        first.close();
        first.close();

        assertThat(mapped.slice(0, 1).get(0)).isEqualTo((byte) 7);
        mapped.ensureUnchanged();
        assertThat(LiveResources.count(LiveResources.Kind.LEASE)).isEqualTo(1);
        assertThat(LiveResources.count(LiveResources.Kind.MAPPING)).isEqualTo(1);

        second.close();

        assertThatIllegalStateException().isThrownBy(() -> mapped.slice(0, 1));
        assertThatIllegalStateException().isThrownBy(mapped::lease);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readersOnManyThreadsGoOnWhenTheOwnerCloses() throws Exception {
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) 1);
        Path file = Files.write(folder.resolve("data.bin"), bytes);
        MappedFile mapped = MappedFile.open(file);
        CountDownLatch reading = new CountDownLatch(READERS);
        CountDownLatch closed = new CountDownLatch(1);
        Callable<Long> reader = () -> {
            Lease lease = mapped.lease();
            try {
                long before = sum(mapped.slice(0, bytes.length));
                reading.countDown();
                closed.await();
                return before + sum(mapped.slice(0, bytes.length));
            } finally {
                lease.close();
            }
        };

        inThreads(READERS, reader, () -> {
                    reading.await();
                    mapped.close();
                    assertThat(ProcessMemory.mappingsOf(file)).isEqualTo(1);
                    closed.countDown();
                })
                .forEach(sum -> assertThat(sum).isEqualTo(2L << 20));

        assertThat(ProcessMemory.mappingsOf(file)).isZero();
    }

    @Test
    void leasesTakenWhileTheOwnerClosesAreValidOrRefused() throws Exception {
        Path file = Files.write(folder.resolve("data.bin"), new byte[100_000]);
        for (int round = 0; round < 100; round++) {
            MappedFile mapped = MappedFile.open(file);
            CountDownLatch start = new CountDownLatch(1);
            Callable<Long> reader = () -> {
                start.await();
                long sum = 0;
                try {
                    while (sum == 0) {
                        Lease lease = mapped.lease();
                        sum += sum(mapped.slice(0, 100_000));
                        lease.close();
                    }
                } catch (IllegalStateException closed) {
                    return 0L;
                }
                return sum;
            };
            inThreads(2, reader, () -> {
                        start.countDown();
                        mapped.close();
                    })
                    .forEach(sum -> assertThat(sum).isZero());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void abandonedOwnersAndLeasesAreFoundByTheCollector() throws Exception {
        Path file = Files.write(folder.resolve("data.bin"), new byte[100_000]);
        abandon(file);

        Garbage.collectUntil(
                "all is given back",
                () -> LiveResources.snapshot().values().stream().allMatch(count -> count == 0));
        assertThat(ProcessMemory.mappingsOf(file)).isZero();
    }

    private static void abandon(Path file) {
        for (int i = 0; i < 10; i++) {
            MappedFile.open(file).lease();
            MemoryBlock.allocate(100).lease();
            MemoryBlock.allocate(10 << 20);
        }
        assertThat(LiveResources.count(LiveResources.Kind.MAPPING)).isPositive();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryOfLostHoldersWaitsForTheBuffersThatAreStillInUse() throws Exception {
        Path file = Files.write(folder.resolve("data.bin"), new byte[] {7});
        List<ByteBuffer> kept = new ArrayList<>();
        keepOnlyABuffer(file, kept);

        Garbage.collectUntil("the owner is found", () -> LiveResources.count(LiveResources.Kind.DESCRIPTOR) == 0);
        Garbage.collect();
        assertThat(ProcessMemory.mappingsOf(file)).isEqualTo(1);
        assertThat(kept.get(0).get(0)).isEqualTo((byte) 7);

        kept.clear();
        Garbage.collectUntil("the mapping is gone", () -> LiveResources.count(LiveResources.Kind.MAPPING) == 0);
        assertThat(ProcessMemory.mappingsOf(file)).isZero();
    }

    private static void keepOnlyABuffer(Path file, List<ByteBuffer> kept) {
        kept.add(MappedFile.open(file).slice(0, 4).slice().duplicate());
    }

    @Test
    void anExplicitCloseAfterALostLeaseWaitsForTheBuffersToo() throws Exception {
        MemoryBlock block = MemoryBlock.allocate(100);
        List<ByteBuffer> kept = new ArrayList<>();
        leaseAndLose(block, kept);
        Garbage.collectUntil("the lease is found", () -> LiveResources.count(LiveResources.Kind.LEASE) == 0);

        block.close();

        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isEqualTo(1);
        kept.get(0).putInt(0, 42);
        kept.clear();
        Garbage.collectUntil("the block is gone", () -> LiveResources.count(LiveResources.Kind.BLOCK) == 0);
    }

    private static void leaseAndLose(MemoryBlock block, List<ByteBuffer> kept) {
        block.lease();
        kept.add(block.slice(0, 100));
    }

    private static long sum(ByteBuffer buffer) {
        long sum = 0;
        while (buffer.hasRemaining()) {
            sum += buffer.get();
        }
        return sum;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static <T> List<T> inThreads(int count, Callable<T> task, Action meanwhile) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
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
