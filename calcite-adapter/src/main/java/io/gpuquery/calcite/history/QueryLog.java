package io.gpuquery.calcite.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last {@value #MOST_STATEMENTS} statements of a directory, whoever executed them in this process. It refers to nothing of a
 * connection, so it keeps none alive, and goes with the engine of the directory. Safe for any number of threads.
 */
public final class QueryLog {
    /** How many statements are remembered. */
    public static final int MOST_STATEMENTS = 100;

    private final Deque<QueryEntry> entries = new ArrayDeque<>();

    /** Notes a statement that begins; the eldest is forgotten. */
    public synchronized void add(QueryEntry entry) {
        if (entries.size() == MOST_STATEMENTS) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    /** The statements, in the order in which they began. */
    public synchronized List<QueryEntry> entries() {
        return new ArrayList<>(entries);
    }
}
