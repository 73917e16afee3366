package io.gpuquery.calcite.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Statement;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;

/**
 * Passes calls on to a connection of Calcite's; its statements are guarded by {@link StatementCalls}, and its errors told as ours.
 *
 * <p>Calcite's classes for connections and statements cannot be extended from outside their package. Result sets
 * ({@link WarnedRows}) do not go through here: their calls are too many.
 */
final class ConnectionCalls implements InvocationHandler {
    private final CalciteConnection connection;
    private final Session session;

    private ConnectionCalls(CalciteConnection connection, Session session) {
        this.connection = connection;
        this.session = session;
    }

    static CalciteConnection guard(CalciteConnection connection, Session session) {
        CalciteConnection guarded = (CalciteConnection) Proxy.newProxyInstance(
                ConnectionCalls.class.getClassLoader(),
                new Class<?>[] {CalciteConnection.class},
                new ConnectionCalls(connection, session));
        session.guardedBy(guarded);
        return guarded;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "connection of gpu-query to " + connection.getMetaData().getURL();
            }
            case "isWrapperFor", "unwrap" -> {
                if (arguments != null && arguments[0] == java.sql.Connection.class) {
                    return method.getName().equals("unwrap") ? proxy : (Object) true;
                }
                session.handsOutSchemas();
            }
            case "getRootSchema" -> session.handsOutSchemas();
            default -> {
                // Calcite answers.
            }
        }
        try {
            Object result = method.invoke(connection, arguments);
            return result instanceof AvaticaStatement statement
                    ? StatementCalls.guard((Statement) statement, text(arguments), proxy, connection, session)
                    : result;
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause();
            if (failure == null || SqlErrors.isOfTheMachine(failure)) {
                throw failure == null ? e : failure;
            }
            throw SqlErrors.statement(failure, text(arguments), session.schemas());
        }
    }

    private static @Nullable String text(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : null;
    }
}
