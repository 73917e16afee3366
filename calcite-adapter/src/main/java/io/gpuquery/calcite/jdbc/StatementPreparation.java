package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.rewrite.PlannerRules;
import io.gpuquery.calcite.schema.TableUse;
import io.gpuquery.calcite.table.WriteRefusal;
import io.gpuquery.catalog.CatalogTable;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.DataContexts;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteSystemProperty;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCostFactory;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.runtime.Hook;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a statement as Calcite does, so that each execution can be stopped; refuses those that write. What was prepared before
 * is taken from the {@link PlanCache} of the connection.
 */
final class StatementPreparation extends CalcitePrepareImpl {
    /** What runs a query; null before one is planned, and for statements that are none, such as EXPLAIN. */
    private @Nullable Bindable<?> plan;

    @Override
    public <T> CalciteSignature<T> prepareSql(Context context, Query<T> query, Type elementType, long maxRowCount) {
        Session session = SessionRoot.session(context.getRootSchema().plus());
        PlanCache plans = session == null ? null : session.plans();
        if (session != null && plans != null && query.sql != null && elementType == Object[].class) {
            List<List<CatalogTable>> names = session.names(context.getRootSchema());
            if (names != null) {
                PlanCache.Key key = new PlanCache.Key(query.sql, context.getDefaultSchemaPath(), session.settings());
                return prepare(context, query, maxRowCount, plans, key, names);
            }
        }
        return new StoppableSignature<>(super.prepareSql(context, query, elementType, -1), maxRowCount);
    }

    @SuppressWarnings("unchecked") // All rows are Object[] here.
    private <T> CalciteSignature<T> prepare(
            Context context,
            Query<T> query,
            long maxRowCount,
            PlanCache plans,
            PlanCache.Key key,
            List<List<CatalogTable>> names) {
        CachedPlan<?> cached = plans.find(key, names);
        if (cached == null) {
            try (TableUse use = TableUse.record()) {
                CalciteSignature<T> signature = super.prepareSql(context, query, Object[].class, -1);
                List<TableUse.Used> tables = use.tables();
                if (plan == null || tables == null || !CachedPlan.isPossible(signature)) {
                    return new StoppableSignature<>(signature, maxRowCount);
                }
                cached = CachedPlan.of(signature, (Bindable<T>) plan, tables);
            }
            plans.put(key, names, cached);
        }
        return new StoppableSignature<>((CachedPlan<T>) cached, context.getRootSchema(), maxRowCount);
    }

    /** Arithmetic is exact also in statements that read no table: nothing else would register our rules then. */
    @Override
    protected RelOptPlanner createPlanner(
            Context prepareContext,
            org.apache.calcite.plan.@Nullable Context externalContext,
            @Nullable RelOptCostFactory costFactory) {
        // As Calcite's own, which cannot be told to make another one; less Spark.
        StoppablePlanner planner = new StoppablePlanner(
                costFactory, externalContext == null ? Contexts.of(prepareContext.config()) : externalContext);
        planner.setExecutor(new RexExecutorImpl(DataContexts.EMPTY));
        planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
        if (CalciteSystemProperty.ENABLE_COLLATION_TRAIT.value()) {
            planner.addRelTraitDef(RelCollationTraitDef.INSTANCE);
        }
        planner.setTopDownOpt(prepareContext.config().topDownOpt());
        RelOptUtil.registerDefaultRules(planner, prepareContext.config().materializationsEnabled(), enableBindable);
        Hook.PLANNER.run(planner);
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
        throw WriteRefusal.of(node.getKind().sql);
    }

    @Override
    protected CalcitePreparingStmt getPreparingStmt(
            Context context, Type elementType, CalciteCatalogReader catalogReader, RelOptPlanner planner) {
        return new ReadOnlyStatement(this, context, elementType, catalogReader, planner);
    }

    private static final class ReadOnlyStatement extends CalcitePreparingStmt {
        private final StatementPreparation preparation;

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
            this.preparation = preparation;
        }

        @Override
        @SuppressWarnings("rawtypes") // So is Calcite's.
        public PreparedResult prepareSql(
                SqlNode query, Class runtimeContext, SqlValidator validator, boolean needsValidation) {
            if (query.getKind().belongsTo(SqlKind.DML)) {
                throw WriteRefusal.of(query.getKind().sql);
            }
            return super.prepareSql(query, runtimeContext, validator, needsValidation);
        }

        @Override
        protected PreparedResult implement(RelRoot root) {
            DirectPlan direct = DirectPlan.of(root);
            PreparedResult result = direct == null ? super.implement(root) : implementedBy(direct, root);
            preparation.plan = result.getBindable(Meta.CursorFactory.ARRAY);
            return result;
        }

        private PreparedResult implementedBy(DirectPlan direct, RelRoot root) {
            Hook.PLAN_BEFORE_IMPLEMENTATION.run(root);
            return new PreparedResultImpl(
                    root.rel.getRowType(),
                    Objects.requireNonNull(parameterRowType),
                    Objects.requireNonNull(fieldOrigins),
                    root.collation.getFieldCollations().isEmpty() ? List.of() : List.of(root.collation),
                    root.rel,
                    null,
                    false) {
                @Override
                public String getCode() {
                    throw new UnsupportedOperationException("no code is generated");
                }

                @Override
                public Bindable<?> getBindable(Meta.CursorFactory cursorFactory) {
                    return direct;
                }

                @Override
                public Type getElementType() {
                    return direct.getElementType();
                }
            };
        }
    }
}
