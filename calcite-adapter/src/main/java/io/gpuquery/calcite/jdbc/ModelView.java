package io.gpuquery.calcite.jdbc;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.DataContexts;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.schema.impl.ViewTableMacro;
import org.apache.calcite.tools.RelRunner;
import org.jspecify.annotations.Nullable;

/**
 * A view of a model file, understood like a statement of its connection. Calcite's own views are analysed under its defaults: names
 * in capitals, and an AVG of integers that is an integer.
 */
final class ModelView extends ViewTableMacro {
    private final CalciteConnection connection;

    ModelView(
            CalciteConnection connection,
            CalciteSchema schema,
            String sql,
            List<String> schemaPath,
            List<String> viewPath) {
        super(schema, sql, schemaPath, viewPath, false);
        this.connection = connection;
    }

    @Override
    public TranslatableTable apply(List<? extends @Nullable Object> arguments) {
        CalcitePrepare.Context context = new Context();
        CalcitePrepare.Dummy.push(context);
        try {
            StatementPreparation preparation = new StatementPreparation();
            List<String> path = schemaPath == null ? schema.path(null) : schemaPath;
            return viewTable(preparation.analyzeView(context, viewSql, false), viewSql, path, viewPath);
        } catch (RuntimeException e) {
            return new Broken(e);
        } finally {
            CalcitePrepare.Dummy.pop(context);
        }
    }

    /** A view that cannot be understood: listings show it without columns, and a query that names it fails. */
    private static final class Broken extends AbstractTable implements TranslatableTable {
        private final RuntimeException failure;

        Broken(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public Schema.TableType getJdbcTableType() {
            return Schema.TableType.VIEW;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory typeFactory) {
            return typeFactory.builder().build();
        }

        /** Calcite asks for a {@link Prepare.PreparingTable} when a query names the view, and only then. */
        @Override
        public <C> @Nullable C unwrap(Class<C> type) {
            if (type == Prepare.PreparingTable.class) {
                throw failure;
            }
            return super.unwrap(type);
        }

        @Override
        public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
            throw failure;
        }
    }

    private final class Context implements CalcitePrepare.Context {
        @Override
        public JavaTypeFactory getTypeFactory() {
            return connection.getTypeFactory();
        }

        @Override
        public CalciteSchema getRootSchema() {
            return schema.root();
        }

        @Override
        public CalciteSchema getMutableRootSchema() {
            return schema.root();
        }

        @Override
        public List<String> getDefaultSchemaPath() {
            return schemaPath == null ? schema.path(null) : schemaPath;
        }

        @Override
        public CalciteConnectionConfig config() {
            return connection.config();
        }

        @Override
        public CalcitePrepare.SparkHandler spark() {
            return CalcitePrepare.Dummy.getSparkHandler(false);
        }

        @Override
        public DataContext getDataContext() {
            return DataContexts.of(connection, schema.root().plus());
        }

        /** Lets Calcite notice a view that is defined by itself. */
        @Override
        public @Nullable List<String> getObjectPath() {
            return viewPath;
        }

        @Override
        public RelRunner getRelRunner() {
            throw new UnsupportedOperationException("a view is analysed, not run");
        }
    }
}
