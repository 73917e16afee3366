package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.history.Outcome;
import io.gpuquery.calcite.history.QueryEntry;
import io.gpuquery.calcite.table.QueryScope;
import java.sql.SQLException;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * The rows of an execution: ends when the statement is to stop, closes everything at a failure, fails with {@link SQLException}s,
 * and tells what became of it.
 *
 * <p>Calcite lets what an enumerator throws pass through {@code ResultSet.next()} as it is, and {@code next()} may throw
 * SQLExceptions; {@link Enumerator} only does not say so.
 */
final class StoppableRows<T> implements Enumerator<T> {
    /** Looking at the clock costs more than a row. */
    private static final int ROWS_PER_LOOK = 64;

    private final Enumerator<T> rows;
    private final QueryScope scope;
    private final QueryEntry entry;
    private int moves;
    private long rowCount;
    private boolean isNew;

    private StoppableRows(Enumerator<T> rows, QueryScope scope, QueryEntry entry) {
        this.rows = rows;
        this.scope = scope;
        this.entry = entry;
    }

    /**
     * Starts the execution; aggregates and sorts do all their work here. A constant that cannot be computed, such as 1 / 0, makes
     * the initializer of a generated class fail.
     */
    static <T> StoppableRows<T> of(Enumerable<T> rows, QueryScope scope, QueryEntry entry) {
        try {
            return new StoppableRows<>(rows.enumerator(), scope, entry);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            scope.close();
            throw StoppableRows.<RuntimeException>unchecked(SqlErrors.executing(e));
        }
    }

    @Override
    public boolean moveNext() {
        try {
            if (moves++ % ROWS_PER_LOOK == 0) {
                scope.check();
            }
            boolean more = rows.moveNext();
            isNew = more;
            if (!more) {
                // Files are given up now, also where nobody closes the result.
                scope.close();
                entry.ended(Outcome.FINISHED, rowCount);
            }
            return more;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw failed(e);
        }
    }

    /** Expressions of the outermost projection are evaluated here. Who reads looks one row ahead, and takes a row here. */
    @Override
    public T current() {
        if (isNew) {
            isNew = false;
            rowCount++;
        }
        try {
            return rows.current();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw failed(e);
        }
    }

    @Override
    public void reset() {
        rows.reset();
    }

    @Override
    public void close() {
        try {
            release();
        } finally {
            entry.ended(Outcome.CLOSED, rowCount);
        }
    }

    private void release() {
        try {
            rows.close();
        } finally {
            scope.close();
        }
    }

    private RuntimeException failed(Throwable failure) {
        SQLException translated = SqlErrors.executing(failure);
        try {
            release();
        } catch (RuntimeException e) {
            translated.addSuppressed(e);
        }
        entry.failed(SqlErrors.outcome(translated), rowCount, translated.getSQLState(), translated.getMessage());
        throw StoppableRows.<RuntimeException>unchecked(translated);
    }

    /** Lets a checked exception pass where the compiler expects none. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
