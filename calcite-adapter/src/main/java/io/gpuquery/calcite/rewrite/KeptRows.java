package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.table.QueryScope;
import java.util.List;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.jspecify.annotations.Nullable;

/** Rows that are read once and gone through any number of times, by one thread, until the statement is to stop. */
final class KeptRows<T> extends AbstractEnumerable<T> {
    /** So few that their time is not noticed, so many that the question costs nothing. */
    private static final int ROWS_BETWEEN_CHECKS = 4096;

    private final Enumerable<T> rows;
    private final QueryScope scope;
    private @Nullable List<T> kept;
    private int rowsToCheck = ROWS_BETWEEN_CHECKS;

    KeptRows(Enumerable<T> rows, QueryScope scope) {
        this.rows = rows;
        this.scope = scope;
    }

    @Override
    public Enumerator<T> enumerator() {
        if (kept == null) {
            kept = rows.toList();
        }
        Enumerator<T> each = Linq4j.enumerator(kept);
        return new Enumerator<>() {
            @Override
            public T current() {
                return each.current();
            }

            @Override
            public boolean moveNext() {
                checkNowAndThen();
                return each.moveNext();
            }

            @Override
            public void reset() {
                each.reset();
            }

            @Override
            public void close() {
                each.close();
            }
        };
    }

    private void checkNowAndThen() {
        if (--rowsToCheck == 0) {
            rowsToCheck = ROWS_BETWEEN_CHECKS;
            scope.check();
        }
    }
}
