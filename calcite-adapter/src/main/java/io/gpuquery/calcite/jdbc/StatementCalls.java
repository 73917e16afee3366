package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.history.Outcome;
import io.gpuquery.calcite.history.QueryEntry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;

/**
 * Passes calls on to a statement of Calcite's: cancels one execution instead of all that follow, keeps warnings, remembers what was
 * executed, and tells errors as ours. {@code unwrap(Receipt.class)} gives what the last execution counted.
 *
 * <p>Calcite's connection refers to all its statements until they are closed. Here it does only while a statement is at work, so
 * that one that its user forgot can be collected, with the files that its result set holds.
 */
final class StatementCalls implements InvocationHandler {
    private final AvaticaStatement statement;
    private final Object connectionProxy;
    private final Map<Integer, AvaticaStatement> calcitesStatements;
    private final StatementControl control;
    private final Session session;
    private final @Nullable String prepared;
    private volatile @Nullable Receipt lastReceipt;

    private StatementCalls(
            AvaticaStatement statement,
            @Nullable String prepared,
            Object connectionProxy,
            AvaticaConnection connection,
            Session session)
            throws SQLException {
        this.statement = statement;
        this.prepared = prepared;
        this.connectionProxy = connectionProxy;
        this.calcitesStatements = connection.statementMap;
        this.session = session;
        try {
            AtomicBoolean flag = connection.getCancelFlag(statement.handle);
            this.control = session.opened(statement, flag);
        } catch (NoSuchStatementException e) {
            throw new SQLException("the statement is closed", e);
        }
        calcitesStatements.remove(statement.getId());
    }

    /** @param prepared the text of a prepared statement; null for others */
    static Statement guard(
            Statement statement,
            @Nullable String prepared,
            Object connectionProxy,
            CalciteConnection connection,
            Session session)
            throws SQLException {
        Class<?> type = statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return (Statement) Proxy.newProxyInstance(
                StatementCalls.class.getClassLoader(),
                new Class<?>[] {type},
                new StatementCalls(
                        (AvaticaStatement) statement,
                        prepared,
                        connectionProxy,
                        (AvaticaConnection) connection,
                        session));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        switch (name) {
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "statement " + statement.getId() + " of " + connectionProxy;
            }
            case "getConnection" -> {
                return connectionProxy;
            }
            default -> {
                // Below.
            }
        }
        if (!statement.isClosed()) {
            switch (name) {
                case "cancel" -> {
                    control.cancel();
                    return null;
                }
                case "getWarnings" -> {
                    return control.warnings();
                }
                case "clearWarnings" -> {
                    control.clearWarnings();
                    return null;
                }
                case "execute",
                        "executeQuery",
                        "executeUpdate",
                        "executeLargeUpdate",
                        "executeBatch",
                        "executeLargeBatch" -> {
                    return execute(method, arguments);
                }
                case "unwrap" -> {
                    if (arguments != null && arguments[0] == Receipt.class) {
                        return receipt();
                    }
                }
                case "isWrapperFor" -> {
                    if (arguments != null && arguments[0] == Receipt.class) {
                        return true;
                    }
                }
                default -> {
                    // Calcite answers.
                }
            }
        }
        return call(method, arguments);
    }

    private @Nullable Object execute(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        long timeoutMillis = TimeUnit.SECONDS.toMillis(statement.getQueryTimeout());
        String sql = text(arguments);
        QueryEntry entry = session.began(sql == null ? prepared : sql);
        try {
            return control.execute(entry, timeoutMillis, () -> atWork(method, arguments));
        } catch (SQLException e) {
            entry.failed(SqlErrors.outcome(e), 0, e.getSQLState(), e.getMessage());
            throw e;
        } catch (RuntimeException | Error e) {
            entry.failed(Outcome.FAILED, 0, null, e.toString());
            throw e;
        } finally {
            lastReceipt = control.takeReceipt();
            if (lastReceipt == null) {
                // Nothing was there to be executed.
                entry.ended(Outcome.FINISHED, 0);
            }
        }
    }

    private Receipt receipt() throws SQLException {
        Receipt receipt = lastReceipt;
        if (receipt == null) {
            throw new SQLException(
                    "There is no receipt: the statement was not executed yet, or failed before it began.",
                    SqlErrors.OUT_OF_ORDER);
        }
        return receipt;
    }

    private static @Nullable String text(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : null;
    }

    private @Nullable Object atWork(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        calcitesStatements.put(statement.getId(), statement);
        try {
            return call(method, arguments);
        } finally {
            calcitesStatements.remove(statement.getId());
        }
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(statement, arguments);
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause();
            if (failure == null || SqlErrors.isOfTheMachine(failure)) {
                throw failure == null ? e : failure;
            }
            SQLException told = SqlErrors.statement(failure, text(arguments), session.schemas());
            boolean connected = !statement.connection.isClosed();
            throw (statement.isClosed() || !connected) && SqlErrors.isUnexplained(told)
                    ? SqlErrors.closed(failure, connected)
                    : told;
        }
    }
}
