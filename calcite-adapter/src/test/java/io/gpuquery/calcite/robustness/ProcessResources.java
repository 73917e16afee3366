package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.engine.Engine;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says that this process holds of the files below a folder, so that tests need not believe our own counters. */
final class ProcessResources {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private ProcessResources() {}

    /** How many VM regions are mappings of files below a folder. */
    static long mappings(Path folder) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(folder.toString())).count();
        }
    }

    /** How many VM regions there are of all kinds. */
    static long regions() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.count();
        }
    }

    /** How many descriptors are open on files below a folder. */
    static long descriptors(Path folder) throws IOException {
        long count = 0;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    count += Files.readSymbolicLink(descriptor).startsWith(folder) ? 1 : 0;
                } catch (IOException e) {
                    // That of this listing is gone.
                }
            }
        }
        return count;
    }

    /** The threads of ours, apart from the one that waits for lost objects, which every process has once. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("gpu-query-") && !name.equals("gpu-query-cleaner"))
                .sorted()
                .toList();
    }

    /** Collects garbage and waits until nothing is left: no resource, no mapping or descriptor below the folder, no thread. */
    static void awaitNone(Path folder) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isNoneLeft(folder) && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(LiveResources.snapshot().values())
                .as("%s", LiveResources.snapshot())
                .containsOnly(0L);
        assertThat(mappings(folder)).as("mappings").isZero();
        assertThat(descriptors(folder)).as("descriptors").isZero();
        assertThat(threads()).as("threads").isEmpty();
    }

    private static boolean isNoneLeft(Path folder) throws IOException {
        Engine.dropIdle();
        FilePool.shared().evictIdle();
        return LiveResources.snapshot().values().stream().allMatch(count -> count == 0)
                && mappings(folder) == 0
                && descriptors(folder) == 0
                && threads().isEmpty();
    }
}
