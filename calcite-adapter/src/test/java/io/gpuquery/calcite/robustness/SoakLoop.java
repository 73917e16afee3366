package io.gpuquery.calcite.robustness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes a folder and queries it at a time. Run in a JVM of its own: a mistake may end it. */
final class SoakLoop {
    private static final int READERS = 8;

    /** Statements for which a reader keeps its connection. */
    private static final int STATEMENTS = 100;

    private SoakLoop() {}

    /**
     * Takes the folder, milliseconds, and a seed. Prints {@code wrong} and what is wrong, then how many statements were right and how
     * many failed as they may, then {@code nothing is left}.
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path path = Path.of(arguments[0]);
        long endNanos = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000;
        long seed = Long.parseLong(arguments[2]);
        ChangingFolder folder = new ChangingFolder(path, seed);
        folder.fill();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            long own = seed * READERS + i;
            threads.add(new Thread(() -> read(folder, path, own, endNanos, out)));
        }
        threads.add(new Thread(() -> change(folder, seed, endNanos, out)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        try {
            ProcessResources.awaitNone(path);
            out.println("nothing is left");
        } catch (AssertionError e) {
            out.println("wrong: " + e.getMessage());
        }
    }

    private static void change(ChangingFolder folder, long seed, long endNanos, PrintStream out) {
        Random random = new Random(seed);
        try {
            while (System.nanoTime() < endNanos) {
                folder.change();
                Thread.sleep(random.nextInt(20));
            }
        } catch (IOException | InterruptedException e) {
            out.println("wrong: " + e);
        }
    }

    private static void read(ChangingFolder folder, Path path, long seed, long endNanos, PrintStream out) {
        long right = 0;
        long failed = 0;
        try {
            for (long round = 0; System.nanoTime() < endNanos; round++) {
                try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + path)) {
                    ChangingFolderReader reader = new ChangingFolderReader(folder, path, connection, seed + round * 31);
                    for (int i = 0; i < STATEMENTS && System.nanoTime() < endNanos; i++) {
                        String wrong = reader.query();
                        if (!wrong.isEmpty()) {
                            out.println("wrong: " + wrong);
                        }
                    }
                    right += reader.right();
                    failed += reader.failed();
                }
            }
        } catch (SQLException e) {
            out.println("wrong: " + e);
        }
        out.println("reader " + right + " " + failed);
    }
}
