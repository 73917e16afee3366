package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.history.Outcome;
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
    private static final String NOT_CONNECTED = "08003";
    private static final String CARDINALITY = "21000";
    static final String DATA = "22000";
    private static final String OUT_OF_RANGE = "22003";
    private static final String DIVISION_BY_ZERO = "22012";
    private static final String INVALID_CHARACTERS = "22018";
    private static final String CANCELLED = "57014";
    private static final String TOO_COMPLEX = "54001";
    private static final String TIMED_OUT = "HYT00";
    static final String OUT_OF_ORDER = "HY010";
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
                DataException refusal = ReadOnly.refusalOf(sql);
                if (refusal != null) {
                    return ofData(refusal);
                }
                return SqlTextErrors.syntax(parsing, sql, schemas);
            }
            if (cause instanceof CalciteContextException validation) {
                return SqlTextErrors.validation(validation, sql, schemas);
            }
        }
        return executing(failure);
    }

    /**
     * What a statement says that is closed, or that somebody closed during the call: Calcite's words for that depend on the moment.
     *
     * @param failure what Calcite said
     * @param connected whether the connection is still open
     */
    static SQLException closed(Throwable failure, boolean connected) {
        DataException data = connected
                ? told("The statement is closed.", "Create another one.", failure)
                : told("The connection is closed, and its statements with it.", "Connect again.", failure);
        return connected
                ? new SQLException(data.getMessage(), OUT_OF_ORDER, data)
                : new SQLNonTransientConnectionException(data.getMessage(), NOT_CONNECTED, data);
    }

    /** Whether nothing better than Calcite's own words was found for a failure. */
    static boolean isUnexplained(SQLException failure) {
        return GENERAL.equals(failure.getSQLState());
    }

    /** A failure while rows are made. */
    static SQLException executing(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof SQLException told && told.getSQLState() != null) {
                return told;
            }
            if (cause instanceof DataException data) {
                return ofData(data);
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
        DataException data = new DataException(messages(failure), Location.none(), "", failure);
        return new SQLException(data.getMessage(), GENERAL, data);
    }

    /** What became of a statement that failed so. */
    static Outcome outcome(SQLException failure) {
        String state = failure.getSQLState();
        return CANCELLED.equals(state)
                ? Outcome.CANCELLED
                : TIMED_OUT.equals(state) ? Outcome.TIMED_OUT : Outcome.FAILED;
    }

    private static SQLException ofData(DataException data) {
        if (data.getCause() instanceof CancellationException) {
            return new SQLTimeoutException(data.getMessage(), TIMED_OUT, data);
        }
        return data.getCause() instanceof UnsupportedOperationException
                ? new SQLFeatureNotSupportedException(data.getMessage(), NOT_SUPPORTED, data)
                : new SQLDataException(data.getMessage(), DATA, data);
    }

    private static @Nullable SQLException known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof StackOverflowError) {
            DataException data = told(
                    "The statement is nested too deeply",
                    "Split it, or raise the stack size of the thread (-Xss).",
                    cause);
            return new SQLException(data.getMessage(), TOO_COMPLEX, data);
        }
        // The second time that a constant is computed the JVM only quotes the first failure.
        if (cause instanceof ArithmeticException
                || (cause instanceof LinkageError && message.contains("ArithmeticException"))) {
            boolean zero = message.contains("by zero") || message.contains("Division undefined");
            DataException data = zero
                    ? told("A division by zero", "Guard the divisor: x / NULLIF(y, 0).", cause)
                    : told(
                            "A value does not fit its type: " + message,
                            "Cast to a wider type first, such as DECIMAL(38, 0) or DOUBLE.",
                            cause);
            return new SQLDataException(data.getMessage(), zero ? DIVISION_BY_ZERO : OUT_OF_RANGE, data);
        }
        if (cause instanceof NumberFormatException) {
            DataException data = told("A text is not a number: " + message, "Filter such texts out first.", cause);
            return new SQLDataException(data.getMessage(), INVALID_CHARACTERS, data);
        }
        if (cause instanceof IllegalStateException && message.contains("SINGLE_VALUE")) {
            DataException data = told(
                    "A subquery that stands for one value gives more than one row",
                    "Restrict it, or take MIN or MAX of it.",
                    cause);
            return new SQLDataException(data.getMessage(), CARDINALITY, data);
        }
        if (cause instanceof CannotPlanException) {
            DataException data = told(
                    "There is no way to carry this statement out",
                    "Say it in another way; EXPLAIN PLAN WITHOUT IMPLEMENTATION FOR ... shows what was understood.",
                    cause);
            return new SQLFeatureNotSupportedException(data.getMessage(), NOT_SUPPORTED, data);
        }
        if (cause instanceof UnsupportedOperationException) {
            DataException data = told("This is not supported: " + message, "", cause);
            return new SQLFeatureNotSupportedException(data.getMessage(), NOT_SUPPORTED, data);
        }
        return null;
    }

    private static DataException told(String problem, String hint, Throwable cause) {
        return new DataException(problem, Location.none(), hint, cause);
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
