package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.rel.DevicePlan;
import io.gpuquery.calcite.schema.TableUse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.Bindable;

/**
 * A prepared statement without what belongs to a connection: no root schema, no planner, no context. Immutable, and safe for any
 * number of threads.
 *
 * @param internalParameters what the plan refers to, by names that it asks an execution for
 * @param bindable the plan
 * @param tables what has to be unchanged
 */
record CachedPlan<T>(
        String sql,
        List<AvaticaParameter> parameters,
        Map<String, Object> internalParameters,
        RelDataType rowType,
        List<ColumnMetaData> columns,
        Meta.CursorFactory cursorFactory,
        List<RelCollation> collations,
        Meta.StatementType statementType,
        Bindable<T> bindable,
        List<TableUse.Used> tables) {

    /** Whether a prepared statement refers to nothing but our own plans, which hold tables and nothing of a connection. */
    static boolean isPossible(CalciteSignature<?> signature) {
        return signature.rowType != null
                && signature.internalParameters.values().stream()
                        .allMatch(value -> value instanceof DevicePlan || value instanceof Enum<?>);
    }

    /** Takes from a signature all but the root schema, which refers to its connection. */
    static <T> CachedPlan<T> of(CalciteSignature<T> signature, Bindable<T> bindable, List<TableUse.Used> tables) {
        return new CachedPlan<>(
                signature.sql,
                List.copyOf(signature.parameters),
                signature.internalParameters,
                Objects.requireNonNull(signature.rowType),
                signature.columns,
                signature.cursorFactory,
                signature.getCollationList(),
                signature.statementType,
                bindable,
                List.copyOf(tables));
    }

    /** Whether all tables still have the columns that this was planned with. Costs a look at the status of each file. */
    boolean isUpToDate() {
        for (TableUse.Used used : tables) {
            if (!used.isUnchanged()) {
                return false;
            }
        }
        return true;
    }
}
