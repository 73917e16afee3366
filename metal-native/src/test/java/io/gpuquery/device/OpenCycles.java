package io.gpuquery.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.OpenResources;
import io.gpuquery.memory.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Opening a file, wrapping it, using the buffer and closing all, very often and by several threads: nothing may be left. */
final class OpenCycles {
    private static final int THREADS = 4;
    private static final int ROWS = 5000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Less than what the cycles of the quick tier would leave behind. The JVM's own heap grows at times, but not always. */
    private static final long MOST_GROWTH_BYTES = 16L << 20;

    private static final int MOST_ROUNDS = 3;

    private OpenCycles() {}

    /**
     * Runs the cycles and looks what is left.
     *
     * @param everyDevice after how many cycles a thread opens the device anew
     */
    static void run(DeviceUnderTest contract, Path folder, int cycles, int everyDevice)
            throws IOException, InterruptedException, ExecutionException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "this needs Linux's account of the process");
        ByteBuffer values = ByteBuffer.allocate(4 * ROWS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS; i++) {
            values.putInt(4 * i, i * 7);
        }
        Path file = Files.write(folder.resolve("data.bin"), values.array());

        // Once to load all classes, drivers and arenas of all threads.
        runOnThreads(contract, file, Math.max(50, cycles / 10), everyDevice);
        long growth = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && growth > MOST_GROWTH_BYTES; round++) {
            growth = growthOf(contract, file, cycles, everyDevice);
        }
        assertThat(growth)
                .as("growth of memory in the best of %s rounds", MOST_ROUNDS)
                .isLessThan(MOST_GROWTH_BYTES);
    }

    /** How much more memory the process takes after the cycles; all that can be counted exactly is compared here. */
    private static long growthOf(DeviceUnderTest contract, Path file, int cycles, int everyDevice)
            throws InterruptedException, ExecutionException {
        System.gc();
        long descriptors = ProcessMemory.descriptorCount();
        long regions = ProcessMemory.regionCount();
        long resident = ProcessMemory.residentBytes();

        runOnThreads(contract, file, cycles, everyDevice);

        System.gc();
        OpenResources.assertNone();
        assertThat(ProcessMemory.descriptorCount()).as("descriptors").isLessThanOrEqualTo(descriptors + 2);
        assertThat(ProcessMemory.regionCount()).as("VM regions").isLessThanOrEqualTo(regions + 60);
        return ProcessMemory.residentBytes() - resident;
    }

    private static void runOnThreads(DeviceUnderTest contract, Path file, int cycles, int everyDevice)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                tasks.add(() -> cycle(contract, file, cycles / THREADS, everyDevice));
            }
            for (Future<Integer> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isEqualTo(cycles / THREADS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int cycle(DeviceUnderTest contract, Path file, int cycles, int everyDevice)
            throws InterruptedException {
        int done = 0;
        while (done < cycles) {
            try (Device device = contract.open(DeviceOptions.defaults());
                    DeviceKernel kernel = device.compile(contract.add())) {
                for (int i = 0; i < everyDevice && done < cycles; i++) {
                    use(device, kernel, file, done++);
                }
            }
        }
        return done;
    }

    private static void use(Device device, DeviceKernel kernel, Path file, int summand) throws InterruptedException {
        try (MappedFile mapped = MappedFile.open(file);
                DeviceBuffer out = device.allocate(8L * ROWS)) {
            List<KernelArgument> arguments = List.of(
                    KernelArgument.of(out),
                    KernelArgument.of(mapped.buffer(device)),
                    KernelArgument.ofInt(summand),
                    KernelArgument.ofInt(ROWS));
            device.submit(List.of(new Dispatch(kernel, arguments, ROWS))).await(LIMIT);
            ByteBuffer last = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            out.read(8L * (ROWS - 1), last);
            assertThat(last.getLong(0)).isEqualTo((ROWS - 1) * 7L + summand);
        }
    }
}
