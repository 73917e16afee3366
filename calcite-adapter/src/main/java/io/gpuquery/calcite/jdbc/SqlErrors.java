package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.calcite.plan.RelOptPlanner.CannotPlanException;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/**
 * Failures as {@link SQLException}s: what Calcite wrapped again and again is unwrapped, SQLSTATEs are those of PostgreSQL where the
 * standard has none, and the cause is a {@link DataException} that says what is wrong, where, and what to do.
 */
final class SqlErrors {
    private static final String CONNECTION_FAILED = "08001";
    private static final String CARDINALITY = "21000";
    private static final String DATA = "22000";
    private static final String OUT_OF_RANGE = "22003";
    private static final String DIVISION_BY_ZERO = "22012";
    private static final String INVALID_CHARACTERS = "22018";
    private static final String CANCELLED = "57014";
    private static final String TOO_COMPLEX = "54001";
    private static final String TIMED_OUT = "HYT00";
    private static final String NOT_SUPPORTED = "0A000";
    private static final String GENERAL = "HY000";

    private SqlErrors() {}

    /** Whether a failure is to be passed on as it is. */
    static boolean isOfTheMachine(Throwable failure) {
        return failure instanceof Error
                && !(failure instanceof LinkageError)
                && !(failure instanceof StackOverflowError)
                && !(failure instanceof AssertionError);
    }

    /** A failure to connect. */
    static SQLException connecting(Throwable failure) {
        for (Throwable cause : chain(failure)) {
            if (cause instanceof DataException data) {
                return new SQLNonTransientConnectionException(data.getMessage(), CONNECTION_FAILED, data);
            }
        }
        String message = messages(failure);
        DataException data = new DataException(message, Location.none(), "Check the URL and the model file.", failure);
        return new SQLNonTransientConnectionException(data.getMessage(), CONNECTION_FAILED, data);
    }

    /**
     * A failure of a call of a statement.
     *
     * @param sql the text, where it is known
     * @param schemas where names are looked up
     */
    static SQLException statement(Throwable failure, @Nullable String sql, List<DirectorySchema> schemas) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof SQLException told && told.getSQLState() != null) {
                return told;
            }
        }
        for (Throwable cause : chain) {
            if (cause instanceof SqlParseException parsing) {
                return SqlTextErrors.syntax(parsing, sql);
            }
            if (cause instanceof CalciteContextException validation) {
                return SqlTextErrors.validation(validation, sql, schemas);
            }
        }
        return executing(failure);
    }

    /** A failure while rows are made. */
    static SQLException executing(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof SQLException told && told.getSQLState() != null) {
                return told;
            }
            if (cause instanceof DataException data) {
                return data.getCause() instanceof CancellationException
                        ? new SQLTimeoutException(data.getMessage(), TIMED_OUT, data)
                        : new SQLDataException(data.getMessage(), DATA, data);
            }
            if (cause instanceof CancellationException) {
                return new SQLException("The statement was cancelled.", CANCELLED, cause);
            }
        }
        for (Throwable cause : chain) {
            SQLException known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return told(new SQLException(messages(failure), GENERAL), failure, "");
    }

    private static @Nullable SQLException known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof StackOverflowError) {
            return told(
                    new SQLException("The statement is nested too deeply", TOO_COMPLEX),
                    cause,
                    "Split it, or raise the stack size of the thread (-Xss).");
        }
        // The second time that a constant is computed the JVM only quotes the first failure.
        if (cause instanceof ArithmeticException
                || (cause instanceof LinkageError && message.contains("ArithmeticException"))) {
            boolean zero = message.contains("by zero") || message.contains("Division undefined");
            return zero
                    ? told(
                            new SQLDataException("A division by zero", DIVISION_BY_ZERO),
                            cause,
                            "Guard the divisor: x / NULLIF(y, 0).")
                    : told(
                            new SQLDataException("A value does not fit its type: " + message, OUT_OF_RANGE),
                            cause,
                            "Cast to a wider type first, such as DECIMAL(38, 0) or DOUBLE.");
        }
        if (cause instanceof NumberFormatException) {
            return told(
                    new SQLDataException("A text is not a number: " + message, INVALID_CHARACTERS),
                    cause,
                    "SAFE_CAST gives NULL instead, if the connection has fun=bigquery.");
        }
        if (cause instanceof IllegalStateException && message.contains("SINGLE_VALUE")) {
            return told(
                    new SQLDataException("A subquery that stands for one value gives more than one row", CARDINALITY),
                    cause,
                    "Restrict it, or take MIN or MAX of it.");
        }
        if (cause instanceof CannotPlanException) {
            return told(
                    new SQLFeatureNotSupportedException("There is no way to carry this statement out", NOT_SUPPORTED),
                    cause,
                    "Say it in another way; EXPLAIN PLAN WITHOUT IMPLEMENTATION FOR ... shows what was understood.");
        }
        if (cause instanceof UnsupportedOperationException) {
            return told(
                    new SQLFeatureNotSupportedException("This is not supported: " + message, NOT_SUPPORTED), cause, "");
        }
        return null;
    }

    /** The exception, with the three parts of a {@link DataException} as its cause. */
    private static SQLException told(SQLException exception, Throwable cause, String hint) {
        exception.initCause(new DataException(String.valueOf(exception.getMessage()), Location.none(), hint, cause));
        return exception;
    }

    static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null && !chain.contains(each); each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }

    /** What the innermost failure says; the outer ones only repeat it. */
    private static String messages(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (int i = chain.size() - 1; i >= 0; i--) {
            String message = chain.get(i).getMessage();
            if (message != null && !message.isBlank()) {
                return message;
            }
        }
        return chain.get(chain.size() - 1).getClass().getName();
    }
}
