package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests that runs in a JVM of its own, and talks with the test line by line. */
final class ChildJvm implements AutoCloseable {
    private final Path folder;
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    /**
     * Starts it.
     *
     * @param folder where reports of a crash go, and what it prints to its error stream
     * @param before a command that runs it, such as one that takes rights away; may be empty
     */
    ChildJvm(Path folder, List<String> before, Class<?> main, List<String> jvmOptions, List<String> arguments)
            throws IOException {
        this.folder = folder;
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:ErrorFile=" + crashReport(), "-Dcalcite.default.charset=UTF-8", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(arguments);
        this.process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    private Path crashReport() {
        return folder.resolve("hs_err.log");
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** Whether it is at work: it has not ended, and has not printed a line since the last was read. */
    boolean isSilent() throws IOException {
        return process.isAlive() && !output.ready();
    }

    /** What it prints until it ends; fails unless it ends soon, by itself, and well. */
    List<String> end(long limitSeconds) throws IOException, InterruptedException {
        Thread limit = new Thread(() -> {
            try {
                if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        limit.setDaemon(true);
        limit.start();
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
        }
        assertThat(process.waitFor())
                .as("exit status; output %s; errors %s", lines, Files.readString(folder.resolve("errors.txt")))
                .isZero();
        assertThat(crashReport()).doesNotExist();
        return lines;
    }

    /** Ends it if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
