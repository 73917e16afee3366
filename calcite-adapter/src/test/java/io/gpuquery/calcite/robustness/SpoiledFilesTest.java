package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mapped files are cut, emptied, rewritten and replaced at random moments while another JVM queries them: each of its statements is
 * right or fails with an error that names the file, it lives, and once the files are whole again it gives the right rows.
 */
class SpoiledFilesTest {
    private static final long FIRST_ROWS = 70_000;
    private static final int VERSIONS = 2;
    private static final int LAST_VERSION = VERSIONS - 1;

    @TempDir
    private Path folder;

    private final Map<TableKind, List<byte[]>> versions = new EnumMap<>(TableKind.class);

    @Test
    @Timeout(120)
    void everyReaderAndCodecSurvivesFilesThatAreCut() throws IOException, InterruptedException {
        torture(4, 2, List.of());
    }

    /** Faults come at other moments in interpreted code, and in that of each compiler. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1", "-Xint", "-XX:+UseParallelGC"})
    @Tag("full")
    @Timeout(600)
    void everyCompilerSurvivesThem(String option) throws IOException, InterruptedException {
        torture(30, 4, List.of(option));
    }

    private void torture(int rounds, int threads, List<String> jvmOptions) throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (TableKind kind : TableKind.values()) {
            List<byte[]> bytes = new ArrayList<>();
            for (int version = 0; version < VERSIONS; version++) {
                bytes.add(kind.bytes(FIRST_ROWS, version));
            }
            assertThat(bytes).as(kind.name()).allMatch(each -> each.length > 1 << 20);
            versions.put(kind, bytes);
            Files.write(kind.file(data), bytes.get(0));
        }
        List<String> lines;
        try (ChildJvm child = new ChildJvm(
                folder,
                List.of(),
                QueryLoop.class,
                jvmOptions,
                List.of(
                        data.toString(),
                        String.valueOf(FIRST_ROWS),
                        String.valueOf(rounds),
                        String.valueOf(threads)))) {
            spoil(data, child);
            child.tell("the files are whole");
            lines = child.end(60);
        }
        assertThat(lines).noneMatch(line -> line.startsWith("wrong"));
        for (TableKind kind : TableKind.values()) {
            assertThat(lines).contains("last " + kind + " version " + LAST_VERSION);
            assertThat(sum(lines, kind, 5) + sum(lines, kind, 6))
                    .as("statements over %s", kind)
                    .isPositive();
        }
        assertThat(sum(lines, null, 5)).as("right statements").isPositive();
        assertThat(sum(lines, null, 6)).as("failed statements").isPositive();
        assertThat(lines).contains("left 0");
    }

    /** Adds up a field of the lines that threads print, of one kind or of all. */
    private static long sum(List<String> lines, @Nullable TableKind kind, int field) {
        return lines.stream()
                .filter(line -> line.startsWith("thread "))
                .map(line -> line.split(" "))
                .filter(fields -> kind == null || fields[4].equals(kind.name()))
                .mapToLong(fields -> Long.parseLong(fields[field]))
                .sum();
    }

    private void spoil(Path data, ChildJvm child) throws IOException, InterruptedException {
        Random random = new Random(7);
        while (child.isSilent()) {
            TableKind[] kinds = TableKind.values();
            for (int i = 0; i < kinds.length; i++) {
                spoil(data, kinds[random.nextInt(kinds.length)], random);
                Thread.sleep(random.nextInt(12));
            }
            // Whole for a while, so that reading begins again.
            for (TableKind kind : kinds) {
                restore(data, kind, random.nextInt(VERSIONS), random);
            }
            Thread.sleep(100 + random.nextInt(250));
        }
        for (TableKind kind : TableKind.values()) {
            restore(data, kind, LAST_VERSION, random);
        }
    }

    private void spoil(Path data, TableKind kind, Random random) throws IOException {
        Path file = kind.file(data);
        switch (random.nextInt(6)) {
            case 0 -> Files.deleteIfExists(file);
            case 1 -> restore(data, kind, random.nextInt(VERSIONS), random);
            default -> {
                if (Files.exists(file)) {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        int divisor = 1 + random.nextInt(20);
                        channel.truncate(random.nextInt(4) == 0 ? 0 : channel.size() - channel.size() / divisor);
                    }
                }
            }
        }
    }

    private void restore(Path data, TableKind kind, int version, Random random) throws IOException {
        byte[] bytes = Objects.requireNonNull(versions.get(kind)).get(version);
        if (random.nextBoolean()) {
            Files.write(kind.file(data), bytes);
        } else {
            Path other = data.resolve(".other");
            Files.write(other, bytes);
            Files.move(other, kind.file(data), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
