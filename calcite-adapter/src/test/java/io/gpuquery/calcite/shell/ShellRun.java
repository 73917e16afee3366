package io.gpuquery.calcite.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a run of the shell in this process left behind.
 *
 * @param status the exit status
 * @param output standard output
 * @param errors the lines of standard error
 */
record ShellRun(int status, String output, List<String> errors) {
    /** Runs with nothing on standard input. */
    static ShellRun of(String... arguments) throws IOException {
        return withInput("", arguments);
    }

    static ShellRun withInput(String input, String... arguments) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status;
        try (PrintStream errorStream = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
            status = Main.run(
                    arguments,
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    output,
                    errorStream,
                    false);
        }
        return new ShellRun(
                status,
                output.toString(StandardCharsets.UTF_8),
                errors.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
