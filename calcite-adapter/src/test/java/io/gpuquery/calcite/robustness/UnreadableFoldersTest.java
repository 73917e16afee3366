package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders and files that may not be read. The superuser may read all, unless a JVM of its own gives that right up. */
@Timeout(60)
class UnreadableFoldersTest {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    private Path folder;

    private static void forbid(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }

    private List<String> outcomes(String... arguments) throws IOException, InterruptedException {
        List<String> before = List.of();
        if (System.getProperty("user.name").equals("root")) {
            assumeThat(SETPRIV).isExecutable();
            String rights = "-dac_override,-dac_read_search";
            before = List.of(SETPRIV.toString(), "--bounding-set=" + rights, "--inh-caps=" + rights);
        }
        try (ChildJvm child = new ChildJvm(folder, before, QueryOnce.class, List.of(), List.of(arguments))) {
            return child.end(50);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatMayNotBeReadIsAnErrorAndItsNeighboursAnswer() throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("open.csv"), "id\n1\n2\n");
        Path closedFile = Files.writeString(data.resolve("closed.csv"), "id\n1\n");
        Path closedFolder = Files.createDirectory(data.resolve("inner"));
        Files.writeString(closedFolder.resolve("hidden.csv"), "id\n1\n");
        forbid(closedFile);
        forbid(closedFolder);
        Path closedRoot = Files.createDirectory(folder.resolve("closed"));
        forbid(closedRoot);

        List<String> outcomes = outcomes(
                data.toString(),
                "SELECT COUNT(*) FROM \"open\"",
                "SELECT * FROM closed",
                "SELECT * FROM hidden",
                closedRoot.toString(),
                "SELECT 1");

        assertThat(outcomes).hasSize(4);
        assertThat(outcomes.get(0)).isEqualTo("rows [2]");
        assertThat(outcomes.get(1)).startsWith("error 22000 ").contains("permission denied", closedFile.toString());
        assertThat(outcomes.get(2)).startsWith("error 42").contains("hidden");
        assertThat(outcomes.get(3)).startsWith("error 08001 ").contains(closedRoot.toString());
    }
}
