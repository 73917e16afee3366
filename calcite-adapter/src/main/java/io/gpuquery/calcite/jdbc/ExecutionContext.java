package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.table.QueryScope;
import java.util.TimeZone;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/** What an execution can look up: Calcite's variables, our scope, and UTC as the time zone unless the user chose another. */
final class ExecutionContext implements DataContext {
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private final DataContext calcite;
    private final QueryScope scope;
    private final boolean hasTimeZone;

    ExecutionContext(DataContext calcite, QueryScope scope, boolean hasTimeZone) {
        this.calcite = calcite;
        this.scope = scope;
        this.hasTimeZone = hasTimeZone;
    }

    @Override
    public @Nullable Object get(String name) {
        if (name.equals(QueryScope.VARIABLE)) {
            return scope;
        }
        if (!hasTimeZone) {
            if (name.equals(Variable.TIME_ZONE.camelName)) {
                return UTC;
            }
            if (name.equals(Variable.CURRENT_TIMESTAMP.camelName) || name.equals(Variable.LOCAL_TIMESTAMP.camelName)) {
                return calcite.get(Variable.UTC_TIMESTAMP.camelName);
            }
        }
        return calcite.get(name);
    }

    @Override
    public @Nullable SchemaPlus getRootSchema() {
        return calcite.getRootSchema();
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
        return calcite.getTypeFactory();
    }

    @Override
    public QueryProvider getQueryProvider() {
        return calcite.getQueryProvider();
    }
}
