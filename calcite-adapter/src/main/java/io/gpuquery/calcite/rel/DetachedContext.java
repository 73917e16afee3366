package io.gpuquery.calcite.rel;

import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/**
 * What expressions look up in an execution, without the connection that Calcite's own context refers to: rows that somebody forgot
 * could never be collected if what closes them held on to it.
 */
final class DetachedContext implements DataContext {
    private final Map<String, Object> values = new HashMap<>();
    private final JavaTypeFactory typeFactory = new JavaTypeFactoryImpl();

    DetachedContext(DataContext context) {
        for (Variable variable : Variable.values()) {
            // The advisor would be made by the connection, which may be closed.
            Object value = variable == Variable.SQL_ADVISOR ? null : context.get(variable.camelName);
            if (value != null) {
                values.put(variable.camelName, value);
            }
        }
    }

    @Override
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    @Override
    public @Nullable SchemaPlus getRootSchema() {
        return null;
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
        return typeFactory;
    }

    @Override
    public QueryProvider getQueryProvider() {
        throw new UnsupportedOperationException("an expression of one row asks for a query");
    }
}
