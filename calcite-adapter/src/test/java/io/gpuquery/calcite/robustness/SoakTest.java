package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files are added, replaced, rewritten, renamed, cut and deleted at random by one thread while eight query: every answer is that of some
 * state of the file, or an error that says what is wrong with which file, and in the end nothing is left.
 */
class SoakTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void everyAnswerIsThatOfSomeStateOfTheFolder() throws IOException, InterruptedException {
        soak(Duration.ofSeconds(5), 1, List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    @Tag("full")
    @Timeout(600)
    void forALongTimeToo(long seed) throws IOException, InterruptedException {
        soak(Duration.ofSeconds(90), seed, List.of("-Xmx256m"));
    }

    private void soak(Duration time, long seed, List<String> jvmOptions) throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        List<String> lines;
        try (ChildJvm child = new ChildJvm(
                folder,
                List.of(),
                SoakLoop.class,
                jvmOptions,
                List.of(data.toString(), String.valueOf(time.toMillis()), String.valueOf(seed)))) {
            lines = child.end(time.toSeconds() + 90);
        }
        assertThat(lines).noneMatch(line -> line.startsWith("wrong")).contains("nothing is left");
        assertThat(sum(lines, 1)).as("right statements").isPositive();
        assertThat(sum(lines, 2)).as("failed statements").isPositive();
    }

    private static long sum(List<String> lines, int field) {
        return lines.stream()
                .filter(line -> line.startsWith("reader "))
                .mapToLong(line -> Long.parseLong(line.split(" ", -1)[field]))
                .sum();
    }
}
