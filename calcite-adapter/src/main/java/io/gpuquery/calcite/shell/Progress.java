package io.gpuquery.calcite.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells somebody at a terminal that a statement is still at work: one line, which says for how long and goes away when there is
 * something else to read. Statements that are answered in time see nothing of it.
 */
final class Progress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** To the beginning of the line, and away with what is on it. */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final Duration interval;
    private final long startNanos = System.nanoTime();
    private boolean shown;
    private boolean ended;

    private Progress(PrintStream terminal, Duration interval) {
        this.terminal = terminal;
        this.interval = interval;
    }

    /** Starts for a statement that is about to run. The caller closes it, from any thread. */
    static Progress start(PrintStream terminal) {
        return start(terminal, PATIENCE, INTERVAL);
    }

    /**
     * As the other.
     *
     * @param patience how long nothing is shown
     * @param interval how often it is shown again
     */
    static Progress start(PrintStream terminal, Duration patience, Duration interval) {
        Progress progress = new Progress(terminal, interval);
        Thread thread = new Thread(() -> progress.run(patience), "gpu-query-progress");
        thread.setDaemon(true);
        thread.start();
        return progress;
    }

    private synchronized void run(Duration patience) {
        try {
            // It may have ended before this thread began.
            if (!ended) {
                TimeUnit.NANOSECONDS.timedWait(this, patience.toNanos());
            }
            while (!ended) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
                terminal.print(CLEAR + "working for " + seconds + " s; Ctrl-C cancels");
                terminal.flush();
                shown = true;
                TimeUnit.NANOSECONDS.timedWait(this, interval.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is shown any more, and what was shown goes away. Idempotent. */
    @Override
    public synchronized void close() {
        if (!ended && shown) {
            terminal.print(CLEAR);
            terminal.flush();
        }
        ended = true;
        notifyAll();
    }

    /** Whether standard error ends at a terminal, where one is known to be at the other ends. */
    static boolean isVisible() {
        try {
            String target = Path.of("/dev/stderr").toRealPath().toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/fd/2");
        } catch (IOException | SecurityException e) {
            return false;
        }
    }
}
