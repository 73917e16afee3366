package io.gpuquery.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The process of one {@link Competitor}: opens a folder, and runs a statement for each line that it reads.
 *
 * <p>A line is {@code run  }, {@code cold } or {@code warm } (in another folder, of little data), and the statement with its line
 * ends as spaces. Answered by {@code ok}, the
 * nanoseconds until the last row was read, and the number of rows, and the rows on lines of their own; or by {@code error} and a
 * text. {@code memory} is answered by the most bytes that the process ever had in memory.
 */
public final class Worker {
    private Worker() {}

    private static final int PREFIX = "run  ".length();

    /** Arguments: the competitor, the folder, and the one of little data. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Competitor competitor = Competitor.valueOf(arguments[0]);
        try (Connection connection = competitor.open(Path.of(arguments[1]));
                Connection little = competitor.open(Path.of(arguments[2]))) {
            out.println("ready");
            out.flush();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("memory")) {
                    out.println(peakBytes());
                } else {
                    if (!line.startsWith("run  ")) {
                        competitor.forget();
                    }
                    run(line.startsWith("warm ") ? little : connection, line.substring(PREFIX), out);
                }
                out.flush();
            }
        }
    }

    private static void run(Connection connection, String sql, PrintStream out) {
        long start = System.nanoTime();
        Answer answer;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            answer = Answer.of(rows);
        } catch (SQLException | RuntimeException | LinkageError | StackOverflowError e) {
            out.println("error " + String.valueOf(e.getMessage()).replace('\n', ' '));
            return;
        }
        out.println("ok " + (System.nanoTime() - start) + " " + answer.rows().size());
        answer.rows().forEach(out::println);
    }

    /** As Linux counts it; 0 elsewhere. */
    private static long peakBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        }
        return 0;
    }
}
