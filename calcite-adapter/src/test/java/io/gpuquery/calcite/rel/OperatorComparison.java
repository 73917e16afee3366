package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.tpch.ResultComparison;
import io.gpuquery.calcite.tpch.ResultRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what our operators make of queries with what Calcite's make of them. */
final class OperatorComparison {
    /** Calcite's operators over our scans. */
    static final ExecutionSettings CALCITE = new ExecutionSettings(false, 0, 2048);

    /** Ours, with other numbers of threads and rows in a block. */
    static final List<ExecutionSettings> OURS = List.of(
            new ExecutionSettings(true, 1, 2048),
            new ExecutionSettings(true, 2, 3),
            new ExecutionSettings(true, 7, 64));

    private OperatorComparison() {}

    /**
     * Rows of a query, or the SQLSTATE with which it fails.
     *
     * @param rows null where it fails
     * @param failure null where it does not
     */
    record Outcome(@Nullable ResultRows rows, @Nullable SQLException failure) {}

    static Outcome outcome(Connection connection, String sql, ExecutionSettings settings) {
        settings.apply();
        // Plans are kept by the text of the statement.
        String marked = settings.operators() ? sql : sql + " -- by Calcite";
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(marked)) {
            return new Outcome(ResultRows.of(results), null);
        } catch (SQLException e) {
            return new Outcome(null, e);
        } finally {
            ExecutionSettings.USUAL.apply();
        }
    }

    static String plan(Connection connection, String sql) throws SQLException {
        OURS.get(0).apply();
        try {
            return Rows.plan(connection, sql);
        } finally {
            ExecutionSettings.USUAL.apply();
        }
    }

    /** Fails unless all of a query is done by our operators, or it is known to read nothing. */
    static void assertAllOurs(Connection connection, String sql) throws SQLException {
        String plan = plan(connection, sql);
        if (plan.contains("EnumerableValues(tuples=[[]])")) {
            return;
        }
        assertThat(plan.lines().skip(1))
                .as(sql)
                .allMatch(line -> line.isBlank() || line.strip().startsWith("Device"));
    }

    /** Fails unless a query has the same rows, in any order, or the same SQLSTATE, whoever executes it. */
    static void assertSameRows(Connection connection, String sql) {
        Outcome expected = outcome(connection, sql, CALCITE);
        for (ExecutionSettings settings : OURS) {
            assertSame(outcome(connection, sql, settings), expected, sql + " with " + settings, false);
        }
    }

    /** Fails unless a query has the same rows in the same order, or the same SQLSTATE, whoever executes it. */
    static void assertSameOrderedRows(Connection connection, String sql) {
        Outcome expected = outcome(connection, sql, CALCITE);
        for (ExecutionSettings settings : OURS) {
            assertSame(outcome(connection, sql, settings), expected, sql + " with " + settings, true);
        }
    }

    static void assertSame(Outcome actual, Outcome expected, String what, boolean ordered) {
        SQLException failure = expected.failure();
        if (failure != null || actual.failure() != null) {
            assertThat(state(actual))
                    .as("%s: %s instead of %s", what, text(actual), text(expected))
                    .isEqualTo(state(expected));
            return;
        }
        ResultRows actualRows = actual.rows();
        ResultRows expectedRows = expected.rows();
        if (actualRows == null || expectedRows == null) {
            throw new AssertionError(what);
        }
        try {
            if (ordered) {
                ResultComparison.assertSameOrderedRows(actualRows, expectedRows);
            } else {
                ResultComparison.assertSameRows(actualRows, expectedRows);
            }
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    private static String state(Outcome outcome) {
        SQLException failure = outcome.failure();
        return failure == null ? "no failure" : failure.getSQLState();
    }

    private static String text(Outcome outcome) {
        SQLException failure = outcome.failure();
        return failure == null ? "rows" : String.valueOf(failure.getMessage());
    }
}
