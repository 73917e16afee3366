package io.gpuquery.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedQueryTest {
    @Test
    void rowsAreCountedByAPlanOfRelBuilder() throws SQLException {
        assertThat(EmbeddedQuery.countBy(Markdown.ROOT.resolve("model-examples/data"), "trips", "rider"))
                .isEqualTo(Map.of("guest", 64L, "member", 158L));
    }

    @Test
    void theReadmeShowsThisCode() throws IOException {
        String source = Files.readString(
                Markdown.ROOT.resolve("model-examples/src/main/java/io/gpuquery/examples/EmbeddedQuery.java"));
        String shown = Markdown.blocks("README.md").stream()
                .filter(block -> block.language().equals("java"))
                .findFirst()
                .orElseThrow()
                .text();
        assertThat(source.replaceAll("(?m)^ +", "")).contains(shown.replaceAll("(?m)^ +", ""));
    }
}
