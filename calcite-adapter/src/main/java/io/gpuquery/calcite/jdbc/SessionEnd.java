package io.gpuquery.calcite.jdbc;

import java.sql.SQLException;
import java.util.function.Function;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Handler;
import org.jspecify.annotations.Nullable;

/** Ends the session of a connection that is closed. Leaves all else to Calcite. */
final class SessionEnd implements Handler {
    private final Handler calcite;
    private final Function<AvaticaConnection, @Nullable Session> end;

    /** @param end takes the session of a connection away, if it has one */
    SessionEnd(Handler calcite, Function<AvaticaConnection, @Nullable Session> end) {
        this.calcite = calcite;
        this.end = end;
    }

    @Override
    public void onConnectionInit(AvaticaConnection connection) throws SQLException {
        calcite.onConnectionInit(connection);
    }

    @Override
    public void onConnectionClose(AvaticaConnection connection) {
        Session session = end.apply(connection);
        if (session != null) {
            session.close();
        }
        calcite.onConnectionClose(connection);
    }

    @Override
    public void onStatementExecute(AvaticaStatement statement, @Nullable ResultSink sink) {
        calcite.onStatementExecute(statement, sink);
    }

    @Override
    public void onStatementClose(AvaticaStatement statement) {
        calcite.onStatementClose(statement);
    }
}
