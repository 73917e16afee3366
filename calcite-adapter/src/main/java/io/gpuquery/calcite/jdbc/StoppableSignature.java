package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.table.QueryScope;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/** A prepared statement of Calcite's, each execution of which has a scope of its own. */
final class StoppableSignature<T> extends CalciteSignature<T> {
    private final CalciteSignature<T> prepared;

    StoppableSignature(CalciteSignature<T> prepared) {
        super(
                prepared.sql,
                prepared.parameters,
                prepared.internalParameters,
                prepared.rowType,
                prepared.columns,
                prepared.cursorFactory,
                prepared.rootSchema,
                prepared.getCollationList(),
                -1,
                null,
                prepared.statementType);
        this.prepared = prepared;
    }

    /** The control of a statement that executes this; null if its connection is not ours. */
    @Nullable
    StatementControl control(AvaticaStatement statement) throws SQLException {
        AvaticaConnection connection = statement.getConnection();
        Session session = SessionRoot.session(((CalciteConnection) connection).getRootSchema());
        try {
            return session == null ? null : session.control(connection.getCancelFlag(statement.handle));
        } catch (NoSuchStatementException e) {
            throw new SQLException("the statement is closed", e);
        }
    }

    @Override
    public Enumerable<T> enumerable(DataContext context) {
        Session session = SessionRoot.session(context.getRootSchema());
        Object flag = context.get(DataContext.Variable.CANCEL_FLAG.camelName);
        if (session == null || !(flag instanceof AtomicBoolean cancelFlag)) {
            return prepared.enumerable(context);
        }
        Object timeout = context.get(DataContext.Variable.TIMEOUT.camelName);
        QueryScope scope = session.control(cancelFlag).scope(timeout instanceof Number millis ? millis.longValue() : 0);
        Enumerable<T> rows;
        try {
            // Calcite aggregates without groups here already.
            rows = prepared.enumerable(new ExecutionContext(context, scope, session.hasTimeZone()));
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<T> enumerator() {
                return StoppableRows.of(rows, scope);
            }
        };
    }
}
