package io.gpuquery.calcite.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final String CLEAR = "\r\u001b[K";

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(shown, true, StandardCharsets.UTF_8);

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    private static boolean isAtWork() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("gpu-query-progress"));
    }

    @Test
    void aLongStatementIsSeenToBeAtWorkUntilItEnds() throws Exception {
        Progress progress = Progress.start(terminal, Duration.ofMillis(10), Duration.ofMillis(10));
        while (text().split("working", -1).length < 3) {
            Thread.sleep(5);
        }
        progress.close();
        progress.close();
        assertThat(text())
                .startsWith(CLEAR + "working for 0 s; Ctrl-C cancels" + CLEAR)
                .endsWith(CLEAR);
        String atTheEnd = text();
        while (isAtWork()) {
            Thread.sleep(5);
        }
        assertThat(text()).isEqualTo(atTheEnd);
    }

    @Test
    void aQuickStatementShowsNothing() throws Exception {
        Progress.start(terminal, Duration.ofSeconds(60), Duration.ofSeconds(60)).close();
        while (isAtWork()) {
            Thread.sleep(5);
        }
        assertThat(text()).isEmpty();
    }
}
