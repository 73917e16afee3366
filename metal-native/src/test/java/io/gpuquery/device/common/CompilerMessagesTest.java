package io.gpuquery.device.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerMessagesTest {
    private static final String SOURCE = "kernel void add() {\n    return 1\n}\n";

    @Test
    void theLineThatAMessageNamesIsShownBelowIt() {
        String messages = "program_source:2:13: error: expected ';'\n    return 1\n1 error generated.\n";

        assertThat(CompilerMessages.withSourceLines(messages, SOURCE)).isEqualTo("""
                        program_source:2:13: error: expected ';'
                          2 |     return 1
                            return 1
                        1 error generated.""");
    }

    @Test
    void formsOfOtherCompilersAreKnown() {
        assertThat(CompilerMessages.withSourceLines("error: /tmp/a.cl:1:8: oops", SOURCE))
                .endsWith("oops\n  1 | kernel void add() {");
        assertThat(CompilerMessages.withSourceLines("<kernel>(3): error: oops", SOURCE))
                .endsWith("oops\n  3 | }");
    }

    @Test
    void linesThatDoNotExistAreNotShownAndLongLogsAreCut() {
        assertThat(CompilerMessages.withSourceLines("a:4:1: b\na:99999999999:1: c\n", SOURCE))
                .isEqualTo("a:4:1: b\na:99999999999:1: c");
        assertThat(CompilerMessages.withSourceLines("x\n".repeat(100_000), SOURCE))
                .hasSizeLessThan(10_000)
                .endsWith("…");
    }
}
