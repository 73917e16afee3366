package io.gpuquery.calcite.robustness;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.engine.MemoryBudget;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Many clients at a time: some with little memory for each statement, some that cancel, disappear, interrupt or lose their results. Run in a
 * JVM of its own.
 */
final class ClientsLoop {
    private static final List<String> STATEMENTS = List.of(
            "select count(*), sum(id), min(word) from t",
            "select id, word from t where id between 700 and 720",
            "select word, count(*), sum(amount) from t group by word order by word offset 5000 rows",
            "select count(distinct word), count(distinct noise) from t",
            "select id from t order by noise desc, word offset 11990 rows",
            "select count(*), sum(a.id) from t as a join t as b on a.id = b.noise where b.amount > 3",
            "select a.word, count(*) from t as a left join t as b on a.noise = b.id group by a.word"
                    + " order by 2 desc, 1 limit 7",
            "select mod(id, 7), count(distinct word) from t group by mod(id, 7) order by 1");

    private final Path folder;
    private final Path spillFolder;
    private final PrintStream out;
    private final Map<String, String> expected = new HashMap<>();

    private ClientsLoop(Path folder, Path spillFolder, PrintStream out) {
        this.folder = folder;
        this.spillFolder = spillFolder;
        this.out = out;
    }

    /**
     * Takes the folder of the data, that of temporary files, milliseconds, the number of clients, and a seed. Prints {@code wrong} and what
     * is wrong, then {@code throughput}, of one client and of all, in statements in a minute, and {@code nothing is left}.
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ClientsLoop loop = new ClientsLoop(Path.of(arguments[0]), Path.of(arguments[1]), out);
        long millis = Long.parseLong(arguments[2]);
        int clients = Integer.parseInt(arguments[3]);
        long seed = Long.parseLong(arguments[4]);
        try (Connection connection = loop.connect("")) {
            for (String sql : STATEMENTS) {
                loop.expected.put(sql, Rows.of(connection, sql).toString());
            }
        }
        loop.run(1, seed, millis / 10, false);
        long one = loop.run(1, seed, millis / 5, false);
        long heapBefore = usedHeap();
        long all = loop.run(clients, seed, millis / 5, false);
        loop.run(clients, seed, millis / 2, true);
        out.println("throughput " + one + " " + all);
        out.println("heap grew " + (usedHeap() - heapBefore));
        loop.checkNothingIsLeft();
    }

    private void checkNothingIsLeft() throws IOException, InterruptedException {
        try {
            ProcessResources.awaitNone(folder);
            ProcessResources.awaitNone(spillFolder);
            long reserved = MemoryBudget.ofProcess().reservedBytes();
            try (Stream<Path> left = Files.list(spillFolder)) {
                List<Path> files = left.toList();
                out.println(
                        files.isEmpty() && reserved == 0
                                ? "nothing is left"
                                : "wrong: left " + files + ", " + reserved + " bytes");
            }
        } catch (AssertionError e) {
            out.println("wrong: " + e.getMessage());
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Connection connect(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + folder + ";spillDirectory=" + spillFolder
                + ";admissionTimeout=60s" + options);
    }

    /** Statements in a minute. */
    private long run(int clients, long seed, long millis, boolean disturbed) throws InterruptedException {
        AtomicLong statements = new AtomicLong();
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seed * 1000 + i);
            Thread thread = new Thread(() -> client(random, end, disturbed, statements));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return statements.get() * 60_000_000_000L / (System.nanoTime() - start);
    }

    private void client(Random random, long endNanos, boolean disturbed, AtomicLong statements) {
        while (System.nanoTime() < endNanos) {
            String memory = List.of("", ";queryMemory=64k", ";queryMemory=1m", ";queryMemory=16m")
                    .get(random.nextInt(4));
            try (Connection connection = connect(memory)) {
                for (int i = 0; i < 20 && System.nanoTime() < endNanos; i++) {
                    String sql = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
                    if (disturbed && random.nextInt(3) == 0) {
                        disturb(random, sql, memory);
                    } else {
                        query(connection, sql);
                    }
                    statements.incrementAndGet();
                }
            } catch (SQLException | RuntimeException | Error e) {
                out.println("wrong: " + e + " with " + memory + " at " + e.getStackTrace()[0]);
            }
        }
    }

    private void query(Connection connection, String sql) throws SQLException {
        String rows = Rows.of(connection, sql).toString();
        if (!rows.equals(expected.get(sql))) {
            out.println("wrong: " + sql + " gave " + rows + " instead of " + expected.get(sql));
        }
    }

    /** Somebody stops the statement, or loses interest in it: there are right rows, or an error that says so. */
    private void disturb(Random random, String sql, String memory) throws SQLException {
        int kind = random.nextInt(5);
        Connection own = connect(memory);
        if (kind == 0) {
            // Nobody closes anything.
            Statement forgotten = own.createStatement();
            forgotten.executeQuery(sql).next();
            return;
        }
        long delay = random.nextInt(40);
        try (own;
                Statement statement = own.createStatement()) {
            if (kind == 1) {
                statement.setQueryTimeout(1);
            } else if (kind == 2) {
                Thread.currentThread().interrupt();
            } else {
                Thread other = new Thread(() -> stop(kind == 3 ? statement : own, delay));
                other.start();
            }
            try (ResultSet results = statement.executeQuery(sql)) {
                String rows = Rows.of(results).toString();
                if (!rows.equals(expected.get(sql))) {
                    out.println("wrong: " + sql + " gave " + rows + " when disturbed " + kind);
                }
            }
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.matches("(?s).*(cancel|closed|time-out|interrupt).*")) {
                out.println("wrong: " + e + " when disturbed " + kind);
            }
        } finally {
            Thread.interrupted();
        }
    }

    private void stop(AutoCloseable what, long delayMillis) {
        try {
            Thread.sleep(delayMillis);
            if (what instanceof Statement statement) {
                statement.cancel();
            } else {
                what.close();
            }
        } catch (SQLException e) {
            // It is over already.
            if (e.getMessage() == null) {
                out.println("wrong: " + e);
            }
        } catch (Exception e) {
            out.println("wrong: " + e);
        }
    }
}
