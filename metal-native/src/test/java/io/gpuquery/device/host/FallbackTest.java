package io.gpuquery.device.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.memory.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackTest {

    @Test
    void filesAndTheHostDeviceWorkWhereJnaCannotLoad(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> lines = ChildJvm.run(
                folder,
                FallbackProgram.class,
                List.of("-Djna.nounpack=true", "-Djna.nosys=true"),
                Files.createDirectory(folder.resolve("data")).toString());

        assertThat(lines)
                .containsExactly(
                        "bytes abc",
                        "tail 99 0",
                        "no address",
                        "The file shrank from 3 to 1 bytes while it was read",
                        "sparse 7",
                        "empty 0",
                        "pool xx",
                        "kernel -42",
                        "resources 0");
    }
}
