package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thirty-two clients at a time on one folder, with more statements than there is memory for: all answers are right, whoever cancels,
 * disappears or loses results, and in the end nothing is left.
 */
class ManyClientsTest {
    private static final int CLIENTS = 32;
    private static final int ROWS = 12_000;

    @TempDir
    private Path folder;

    @Test
    @Timeout(180)
    void allAnswersAreRightAndNothingIsLeft() throws IOException, InterruptedException {
        run(Duration.ofSeconds(10), 1);
    }

    @Test
    @Tag("full")
    @Timeout(900)
    void forALongTimeTooAndNoSlowerThanOneClient() throws IOException, InterruptedException {
        List<String> lines = run(Duration.ofMinutes(10), 2);
        String[] throughput = lines.stream()
                .filter(line -> line.startsWith("throughput "))
                .findAny()
                .orElseThrow()
                .split(" ", -1);
        // One thread works for one client where the machine has no other, so the two are equal at best; and machines
        // are noisy.
        assertThat(Long.parseLong(throughput[2])).isGreaterThan(Long.parseLong(throughput[1]) * 8 / 10);
    }

    private List<String> run(Duration time, long seed) throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path spill = Files.createDirectory(folder.resolve("spill"));
        try (Writer text = Files.newBufferedWriter(data.resolve("t.csv"))) {
            text.write("id,noise,word,amount\n");
            for (long i = 0; i < ROWS; i++) {
                text.write(i + "," + (i * 7919 % ROWS) + ",word " + i * 31 % 7001 + "," + i % 17 * 0.25 + "\n");
            }
        }
        List<String> lines;
        try (ChildJvm child = new ChildJvm(
                folder,
                List.of(),
                ClientsLoop.class,
                List.of("-Xmx256m", "-Dgpuquery.memory=32m"),
                List.of(
                        data.toString(),
                        spill.toString(),
                        String.valueOf(time.toMillis()),
                        String.valueOf(CLIENTS),
                        String.valueOf(seed)))) {
            lines = child.end(time.toSeconds() + 120);
        }
        assertThat(lines).noneMatch(line -> line.startsWith("wrong")).contains("nothing is left");
        long grown = lines.stream()
                .filter(line -> line.startsWith("heap grew "))
                .mapToLong(line -> Long.parseLong(line.substring("heap grew ".length())))
                .sum();
        assertThat(grown).as("bytes that the heap grew by").isLessThan(40L << 20);
        return lines;
    }
}
