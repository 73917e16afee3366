package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.history.QueryEntry;
import io.gpuquery.calcite.table.QueryScope;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.EnumerableDefaults;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.runtime.Bindable;
import org.jspecify.annotations.Nullable;

/** A prepared statement of Calcite's, each execution of which has a scope of its own. */
final class StoppableSignature<T> extends CalciteSignature<T> {
    private final Bindable<T> plan;
    private final long maxRowCount;

    /**
     * Of a statement that was prepared for all its rows.
     *
     * @param maxRowCount how many are wanted; -1: all
     */
    StoppableSignature(CalciteSignature<T> prepared, long maxRowCount) {
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
        this.plan = prepared::enumerable;
        this.maxRowCount = maxRowCount;
    }

    /** Of a plan, for a connection with a root schema. */
    StoppableSignature(CachedPlan<T> cached, CalciteSchema rootSchema, long maxRowCount) {
        super(
                cached.sql(),
                cached.parameters(),
                cached.internalParameters(),
                cached.rowType(),
                cached.columns(),
                cached.cursorFactory(),
                rootSchema,
                cached.collations(),
                -1,
                null,
                cached.statementType());
        this.plan = cached.bindable();
        this.maxRowCount = maxRowCount;
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
            return rows(context);
        }
        Object timeout = context.get(DataContext.Variable.TIMEOUT.camelName);
        StatementControl control = session.control(cancelFlag);
        QueryEntry entry = control.entry();
        QueryScope scope = control.scope(timeout instanceof Number millis ? millis.longValue() : 0);
        Enumerable<T> rows;
        try {
            // Calcite aggregates without groups here already.
            rows = rows(new ExecutionContext(context, scope, session.hasTimeZone()));
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<T> enumerator() {
                return StoppableRows.of(rows, scope, entry);
            }
        };
    }

    /** As Calcite does: 0 is a limit. */
    private Enumerable<T> rows(DataContext context) {
        Enumerable<T> rows = plan.bind(context);
        return maxRowCount < 0 ? rows : EnumerableDefaults.take(rows, maxRowCount);
    }
}
