package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.rewrite.PlannerRules;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.lang.reflect.Type;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.plan.RelOptCostFactory;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/** Prepares statements as Calcite does, so that each execution can be stopped; refuses those that write. */
final class StatementPreparation extends CalcitePrepareImpl {
    @Override
    public <T> CalciteSignature<T> prepareSql(Context context, Query<T> query, Type elementType, long maxRowCount) {
        return new StoppableSignature<>(super.prepareSql(context, query, elementType, maxRowCount));
    }

    /** Arithmetic is exact also in statements that read no table: nothing else would register our rules then. */
    @Override
    protected RelOptPlanner createPlanner(
            Context prepareContext,
            org.apache.calcite.plan.@Nullable Context externalContext,
            @Nullable RelOptCostFactory costFactory) {
        RelOptPlanner planner = super.createPlanner(prepareContext, externalContext, costFactory);
        PlannerRules.register(planner);
        return planner;
    }

    /** Views are written like queries. */
    @Override
    protected SqlParser createParser(String sql) {
        return createParser(
                sql, parserConfig().withUnquotedCasing(Casing.UNCHANGED).withCaseSensitive(false));
    }

    @Override
    public void executeDdl(Context context, SqlNode node) {
        throw readOnly(node.getKind());
    }

    @Override
    protected CalcitePreparingStmt getPreparingStmt(
            Context context, Type elementType, CalciteCatalogReader catalogReader, RelOptPlanner planner) {
        return new ReadOnlyStatement(this, context, elementType, catalogReader, planner);
    }

    private static DataException readOnly(SqlKind kind) {
        return new DataException(
                kind.sql + " is not possible: files are only read",
                Location.none(),
                "Write the file with another program; the next statement sees it.",
                new UnsupportedOperationException(kind.sql));
    }

    private static final class ReadOnlyStatement extends CalcitePreparingStmt {
        ReadOnlyStatement(
                StatementPreparation preparation,
                CalcitePrepare.Context context,
                Type elementType,
                CalciteCatalogReader catalogReader,
                RelOptPlanner planner) {
            super(
                    preparation,
                    context,
                    catalogReader,
                    context.getTypeFactory(),
                    context.getRootSchema(),
                    elementType == Object[].class ? EnumerableRel.Prefer.ARRAY : EnumerableRel.Prefer.CUSTOM,
                    preparation.createCluster(planner, new RexBuilder(context.getTypeFactory())),
                    EnumerableConvention.INSTANCE,
                    preparation.createConvertletTable());
        }

        @Override
        @SuppressWarnings("rawtypes") // So is Calcite's.
        public PreparedResult prepareSql(
                SqlNode query, Class runtimeContext, SqlValidator validator, boolean needsValidation) {
            if (query.getKind().belongsTo(SqlKind.DML)) {
                throw readOnly(query.getKind());
            }
            return super.prepareSql(query, runtimeContext, validator, needsValidation);
        }
    }
}
