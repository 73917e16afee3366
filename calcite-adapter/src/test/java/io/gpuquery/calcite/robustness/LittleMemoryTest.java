package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that may have little memory, as in a container: a statement gives its rows or says that memory is short. */
@Timeout(300)
class LittleMemoryTest {
    private static final int ROWS = 60_000;

    /** Statements, and what they give. */
    private static final Map<String, String> ANSWERS = new TreeMap<>(Map.of(
            "select count(*), sum(id), min(word) from t", "[60000,1799970000,word 0]",
            "select id from t where word = 'word 7777'", "[7777]",
            "select count(distinct word), count(distinct id) from t", "[60000,60000]",
            "select id from t order by noise, id offset 59999 rows", "[0]",
            "select count(*) from t as a join t as b on a.id = b.noise", "[60000]",
            "select count(*) from (select word, count(*) as n from t group by word) as g where n = 1", "[60000]"));

    @TempDir
    private Path folder;

    private Path data() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (Writer text = Files.newBufferedWriter(data.resolve("t.csv"))) {
            text.write("id,noise,word\n");
            for (long i = 0; i < ROWS; i++) {
                text.write(i + "," + (ROWS - 1 - i) + ",word " + i + "\n");
            }
        }
        return data;
    }

    /** What a process with these limits says, statement by statement. */
    private List<String> run(String options, String... limits) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(data() + options));
        arguments.addAll(ANSWERS.keySet());
        try (ChildJvm child = new ChildJvm(folder, List.of(), QueryOnce.class, List.of(limits), arguments)) {
            return child.end(240);
        }
    }

    private static List<String> expected() {
        return ANSWERS.values().stream().map(rows -> "rows " + rows).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dgpuquery.memory=1m", "-XX:MaxRAM=4m"})
    void aSmallHeapAndBudgetGiveRowsOrAnErrorThatSaysSo(String budget) throws IOException, InterruptedException {
        List<String> lines = run(";spillLimit=0", "-Xmx64m", "-XX:MaxDirectMemorySize=4m", budget, "-XX:+UseSerialGC");
        assertRightOrShort(lines);
        assertThat(lines)
                .contains("rows [60000,1799970000,word 0]")
                .anySatisfy(line -> assertThat(line).contains("Not enough memory for", " of 1048576 are free."));
    }

    @Test
    void aMachineOf256MegabytesIsEnough() throws IOException, InterruptedException {
        assertThat(run("", "-Xmx64m", "-XX:MaxRAM=256m", "-XX:+UseSerialGC")).isEqualTo(expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dgpuquery.memory=1m", "-XX:MaxRAM=4m"})
    void temporaryFilesTakeWhatASmallBudgetHasNoRoomFor(String budget) throws IOException, InterruptedException {
        assertThat(run("", "-Xmx64m", "-XX:MaxDirectMemorySize=4m", budget, "-XX:+UseSerialGC"))
                .isEqualTo(expected());
    }

    private static void assertRightOrShort(List<String> lines) {
        List<String> expected = expected();
        assertThat(lines).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            String line = lines.get(i);
            if (!line.equals(expected.get(i))) {
                assertThat(line)
                        .startsWith("error ")
                        .doesNotStartWith("error null")
                        .containsIgnoringCase("memory");
            }
        }
    }
}
