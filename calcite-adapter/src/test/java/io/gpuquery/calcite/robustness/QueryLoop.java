package io.gpuquery.calcite.robustness;

import io.gpuquery.engine.ColumnStore;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queries a file of each kind again and again while somebody else spoils them, and once more when they are whole again. Run in a JVM
 * of its own: a mistake may end it.
 *
 * <p>Prints for each kind how many statements were right and how many failed as they should, then what the last one gave, and what
 * native resources are left.
 */
final class QueryLoop {
    static final String LOOPED = "looped";

    private final Path folder;
    private final long firstRows;
    private final int rounds;

    private QueryLoop(Path folder, long firstRows, int rounds) {
        this.folder = folder;
        this.firstRows = firstRows;
        this.rounds = rounds;
    }

    /**
     * Takes the folder, the number of rows of the first version, how often each thread queries each file, and the number of
     * threads. Prints {@value #LOOPED}, and waits for a line, before the last round.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        QueryLoop loop =
                new QueryLoop(Path.of(arguments[0]), Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        int threadCount = Integer.parseInt(arguments[3]);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            int number = i;
            Thread thread = new Thread(() -> loop.run(number, threadCount, out));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        out.println(LOOPED);
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        try (Connection connection = loop.connect()) {
            for (TableKind kind : TableKind.values()) {
                out.println("last " + kind + " " + loop.outcome(connection, kind));
            }
        }
        ColumnStore.ofProcess().clear();
        FilePool.shared().evictIdle();
        long left = LiveResources.snapshot().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        out.println("left " + left);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
    }

    /** Each thread has kinds of its own, and all have connections of their own. */
    private void run(int thread, int threadCount, PrintStream out) {
        TableKind[] kinds = TableKind.values();
        long[] right = new long[kinds.length];
        long[] failed = new long[kinds.length];
        try (Connection connection = connect()) {
            for (int statement = 0; statement < rounds * kinds.length; statement++) {
                int i = (statement + thread * kinds.length / threadCount) % kinds.length;
                String outcome = outcome(connection, kinds[i]);
                if (outcome.startsWith("wrong")) {
                    out.println(outcome);
                } else if (outcome.startsWith("failed")) {
                    failed[i]++;
                } else {
                    right[i]++;
                }
            }
        } catch (SQLException e) {
            out.println("wrong " + e);
        }
        for (int i = 0; i < kinds.length; i++) {
            out.println("thread " + thread + " of " + threadCount + " " + kinds[i] + " " + right[i] + " " + failed[i]);
        }
    }

    /** The version that a query gives, {@code failed} with the message, or {@code wrong} with what is. */
    private String outcome(Connection connection, TableKind kind) {
        try {
            return "version " + kind.version(connection, firstRows);
        } catch (SQLException e) {
            return (isProper(e, kind) ? "failed " : "wrong " + kind + " ") + e;
        } catch (TableKind.WrongRowsException e) {
            return (e.isCut() && kind.isWholeWhenCut() ? "cut " : "wrong ") + kind + " " + e.getMessage();
        } catch (RuntimeException | Error e) {
            return "wrong " + kind + " " + e + firstFrame(e);
        }
    }

    /**
     * Of a file that was deleted the name is unknown; other failures name the file. No file is cut so that it has other columns: its
     * first line is whole, or it is empty.
     */
    private boolean isProper(SQLException failure, TableKind kind) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("There is no table \"" + kind.table() + '"')
                || message.startsWith("The columns of a table changed while the statement was prepared")) {
            return true;
        }
        return failure.getCause() instanceof DataException cause
                && kind.file(folder).equals(cause.location().file())
                && String.valueOf(failure.getMessage())
                        .contains(kind.file(folder).toString())
                && !cause.hint().isEmpty();
    }

    private static @Nullable String firstFrame(Throwable failure) {
        return failure.getStackTrace().length == 0 ? "" : " at " + failure.getStackTrace()[0];
    }
}
