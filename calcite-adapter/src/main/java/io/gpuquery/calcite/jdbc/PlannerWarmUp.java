package io.gpuquery.calcite.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Plans and runs a tiny statement, once in a process, on a thread of its own, while the caller thinks about his first: loading and
 * initialising the planner's some four thousand classes is most of what a first statement costs.
 *
 * <p>The thread is a daemon that inherits nothing and ends by itself; it reads no file, holds no native resource and none of the
 * caller's connections, so nobody waits for it. A process that runs one statement and ends, such as the shell with {@code -e}, has
 * nothing of it, and switches it off.
 */
public final class PlannerWarmUp {
    /** A system property; {@code false}: planners stay as they are until somebody needs them. */
    public static final String PROPERTY = "gpuquery.warmUp";

    private static final String URL = Driver.PREFIX + "model=inline:{version: '1.0', schemas: []}";

    /** A bit of all that queries mostly are made of. */
    private static final String SQL = """
            select a.name, count(*), sum(a.amount), max(b.at_day)
            from (values ('x', 1, 1.5), ('y', 2, 2.5)) as a (name, id, amount)
            join (values (1, date '2025-01-01'), (2, date '2025-01-02')) as b (id, at_day) on a.id = b.id
            where a.amount > 1 and a.name like '%'
            group by a.name order by 2 desc, a.name limit 5
            """;

    private final AtomicBoolean started = new AtomicBoolean();

    /** One for each class loader that has the driver. */
    static final PlannerWarmUp OF_PROCESS = new PlannerWarmUp();

    PlannerWarmUp() {}

    /** Starts it, unless it was started before or is switched off; returns its thread, or null. */
    @Nullable
    Thread start(Driver driver) {
        if ("false".equals(System.getProperty(PROPERTY)) || !started.compareAndSet(false, true)) {
            return null;
        }
        Thread thread = new Thread(null, () -> run(driver), "gpu-query-warm-up", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(PlannerWarmUp.class.getClassLoader());
        thread.start();
        return thread;
    }

    private static void run(Driver driver) {
        try (Connection connection = Objects.requireNonNull(driver.connect(URL, new Properties()));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                rows.getObject(1);
            }
        } catch (SQLException | RuntimeException | LinkageError e) {
            // Whatever is wrong, the first real statement tells it to somebody who can do something about it.
            LoggerFactory.getLogger(PlannerWarmUp.class).debug("The planner could not be warmed up", e);
        }
    }
}
