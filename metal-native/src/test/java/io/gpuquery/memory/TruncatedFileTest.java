package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mapped file that is truncated under its reader gives an error that names it, at once, and the JVM goes on. */
class TruncatedFileTest {
    private static final String SHRANK = "The file shrank from 4194304 to 1000 bytes while it was read, suppressed 1";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"-XX:+TieredCompilation, 20000", "-XX:TieredStopAtLevel=1, 5000", "-Xint, 1"})
    void everyWayOfReadingEndsInAnErrorAndTheJvmLives(String compiler, String warmUpRounds)
            throws IOException, InterruptedException {
        List<String> lines = ChildJvm.run(
                folder,
                TruncationProgram.class,
                List.of(compiler),
                folder.resolve("data.bin").toString(),
                warmUpRounds);

        assertThat(lines).hasSize(9).last().isEqualTo("resources 0");
        assertThat(lines.subList(0, 8)).allSatisfy(line -> assertThat(line).endsWith(": " + SHRANK));
    }

    @Test
    void anErrorThatIsNoFaultIsNotTakenForOne() {
        assertThat(MemoryFaults.isFault(new InternalError("no such thing"))).isFalse();
        assertThat(MemoryFaults.isFault(new InternalError())).isFalse();
    }
}
