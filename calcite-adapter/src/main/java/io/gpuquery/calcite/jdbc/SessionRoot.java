package io.gpuquery.calcite.jdbc;

import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.util.BuiltInMethod;
import org.jspecify.annotations.Nullable;

/**
 * The root schema of a connection, which knows its session: the one object of ours that both a connection and an execution of its
 * statements refer to. A map by connection would keep sessions of lost connections until somebody looks into it.
 */
final class SessionRoot extends AbstractSchema {
    private final Session session;

    SessionRoot(Session session) {
        this.session = session;
    }

    /** The session of a connection of ours; null for other root schemas. */
    static @Nullable Session session(@Nullable SchemaPlus root) {
        return root != null && CalciteSchema.from(root).schema instanceof SessionRoot own ? own.session : null;
    }

    /** A new root. It does not cache: a caching one asks for the names of all tables before each statement. */
    CalciteSchema create() {
        return CalciteSchema.createRootSchema(true, false, "", this);
    }

    @Override
    public Expression getExpression(@Nullable SchemaPlus parent, String name) {
        return Expressions.call(DataContext.ROOT, BuiltInMethod.DATA_CONTEXT_GET_ROOT_SCHEMA.method);
    }
}
