package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs a process with other limits or another environment. */
class ChildJvmTest {
    @TempDir
    Path folder;

    @Test
    void idleFilesMakeRoomWhenDescriptorsRunOutAndTheErrorNamesTheLimit() throws IOException, InterruptedException {
        List<String> lines = ChildJvm.run(
                folder,
                "ulimit -n 300",
                LimitsProgram.class,
                List.of("-XX:-MaxFDLimit"),
                Files.createDirectory(folder.resolve("data")).toString());

        assertThat(lines)
                .containsExactly(
                        "kept by default 75",
                        "one after the other",
                        "150 files are mapped at the same time, which is all that the system's limits leave room for: "
                                + "Query fewer files at a time, or raise the limits: "
                                + "ulimit -n, and sysctl vm.max_map_count.",
                        "then 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    @EnabledOnOs(OS.LINUX)
    void filesAreMappedWhateverTheirNamesLookLike(String locale) throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        // Plain, UTF-8, Latin-1, an escape of URIs, a line break; written by the shell, since this JVM may not know
        // them.
        String write =
                "for name in plain $(printf 'gr\\303\\266\\303\\237e') $(printf 'gr\\366\\337e') 'a%41#?' \"a\n b\"; "
                        + "do printf 1234567 > \"" + data + "/$name\"; done";

        List<String> lines = ChildJvm.run(
                folder, "export LC_ALL=" + locale + "; " + write, NamesProgram.class, List.of(), data.toString());

        assertThat(lines).hasSize(5).containsOnly("7");
    }
}
