package io.gpuquery.calcite.jdbc;

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
 * Passes calls on to a statement of Calcite's: cancels one execution instead of all that follow, keeps warnings, and tells errors
 * as ours.
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

    private StatementCalls(
            AvaticaStatement statement, Object connectionProxy, AvaticaConnection connection, Session session)
            throws SQLException {
        this.statement = statement;
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

    static Statement guard(Statement statement, Object connectionProxy, CalciteConnection connection, Session session)
            throws SQLException {
        Class<?> type = statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return (Statement) Proxy.newProxyInstance(
                StatementCalls.class.getClassLoader(),
                new Class<?>[] {type},
                new StatementCalls(
                        (AvaticaStatement) statement, connectionProxy, (AvaticaConnection) connection, session));
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
                    long timeoutMillis = TimeUnit.SECONDS.toMillis(statement.getQueryTimeout());
                    return control.execute(timeoutMillis, () -> atWork(method, arguments));
                }
                default -> {
                    // Calcite answers.
                }
            }
        }
        return call(method, arguments);
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
            String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : null;
            throw SqlErrors.statement(failure, sql, session.schemas());
        }
    }
}
