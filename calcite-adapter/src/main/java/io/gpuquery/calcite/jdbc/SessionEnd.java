package io.gpuquery.calcite.jdbc;

import java.sql.SQLException;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Handler;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;

/** Ends the session of a connection that is closed. Leaves all else to Calcite. */
final class SessionEnd implements Handler {
    private final Handler calcite;

    SessionEnd(Handler calcite) {
        this.calcite = calcite;
    }

    @Override
    public void onConnectionInit(AvaticaConnection connection) throws SQLException {
        calcite.onConnectionInit(connection);
    }

    @Override
    public void onConnectionClose(AvaticaConnection connection) {
        Session session = SessionRoot.session(((CalciteConnection) connection).getRootSchema());
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
