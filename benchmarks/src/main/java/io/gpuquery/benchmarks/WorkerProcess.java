package io.gpuquery.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A {@link Worker} from outside. A statement that takes too long costs it its life, and the next finds a new one. */
final class WorkerProcess implements AutoCloseable {
    private final Competitor competitor;
    private final Path data;
    private final Path little;
    private final Duration limit;
    private @Nullable Process process;
    private @Nullable BufferedReader answers;
    private @Nullable PrintStream questions;

    /** How a statement is run. */
    enum Way {
        /** As it comes. */
        RUN("run  "),
        /** After everything that is kept of files was dropped. */
        COLD("cold "),
        /** The same, over the folder of little data. */
        WARM_UP("warm ");

        private final String word;

        Way(String word) {
            this.word = word;
        }
    }

    /**
     * @param data the folder
     * @param little a folder with the same tables and less in them
     * @param limit the longest that a statement may take
     */
    WorkerProcess(Competitor competitor, Path data, Path little, Duration limit) {
        this.competitor = competitor;
        this.data = data;
        this.little = little;
        this.limit = limit;
    }

    /**
     * What became of a statement.
     *
     * @param nanos until its last row was read
     * @param answer null if there is none
     * @param problem why; null if there is an answer
     */
    record Outcome(
            long nanos, @Nullable Answer answer, @Nullable String problem) {}

    Competitor competitor() {
        return competitor;
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("-D") || argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.addAll(List.of(competitor.name(), data.toString(), little.toString()));
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process = started;
        answers = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        questions = new PrintStream(started.getOutputStream(), true, StandardCharsets.UTF_8);
        if (!"ready".equals(answers.readLine())) {
            throw new IOException(competitor.title() + " does not start");
        }
    }

    /** Runs a statement. */
    Outcome run(String sql, Way way) throws IOException, InterruptedException {
        if (process == null) {
            start();
        }
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> {
            try {
                return ask(way.word + sql.replaceAll("\\s+", " "));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            return new Outcome(limit.toNanos(), null, "more than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            close();
            return new Outcome(0, null, String.valueOf(e.getCause()));
        }
    }

    private Outcome ask(String question) throws IOException {
        if (questions == null || answers == null) {
            throw new IOException("the process has ended");
        }
        questions.println(question);
        String head = answers.readLine();
        if (head == null) {
            throw new IOException("the process has ended");
        }
        if (!head.startsWith("ok ")) {
            return new Outcome(0, null, head);
        }
        String[] parts = head.split(" ");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(parts[2]); i++) {
            rows.add(answers.readLine());
        }
        return new Outcome(Long.parseLong(parts[1]), new Answer(rows), null);
    }

    /** The most memory that the process had; 0 if that is not known. */
    long peakBytes() throws IOException {
        if (questions == null || answers == null) {
            return 0;
        }
        questions.println("memory");
        return Long.parseLong(answers.readLine());
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            process = null;
            answers = null;
            questions = null;
        }
    }
}
