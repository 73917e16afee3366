package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own: for what may end a JVM, or must happen to a fresh one. */
public final class ChildJvm {
    private static final long LIMIT_SECONDS = 60;

    private ChildJvm() {}

    /** What the class printed, line by line; fails if it did not end by itself and well. */
    public static List<String> run(Path folder, Class<?> main, List<String> jvmOptions, String... arguments)
            throws IOException, InterruptedException {
        return run(folder, "true", main, jvmOptions, arguments);
    }

    /** The same after a command of the shell, which may set limits and variables. */
    static List<String> run(Path folder, String before, Class<?> main, List<String> jvmOptions, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + " && exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:ErrorFile=" + folder.resolve("crash.log"), "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path output = folder.resolve(main.getSimpleName() + ".out");
        Path errors = folder.resolve(main.getSimpleName() + ".err");
        Process child = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        child.destroyForcibly();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(ended).as("ended in time; output %s", lines).isTrue();
        assertThat(child.exitValue())
                .as("exit status; output %s; errors %s", lines, Files.readString(errors))
                .isZero();
        return lines;
    }
}
