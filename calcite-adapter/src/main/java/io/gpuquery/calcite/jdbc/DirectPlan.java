package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.rel.DevicePlan;
import io.gpuquery.calcite.rel.DeviceToEnumerable;
import java.lang.reflect.Type;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.runtime.Typed;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * A query all of whose operators are ours, run without the class that Calcite would generate and compile for it, which takes
 * longer than most queries.
 *
 * @param plan gives rows of several columns as arrays, and of one column as bare values, as generated classes do
 * @param fields those wanted, in their order, where they are not all that the plan has
 */
record DirectPlan(DevicePlan plan, @Nullable List<Integer> fields) implements Bindable<@Nullable Object>, Typed {
    /** A plan for a query; null if an operator of Calcite's is on top. */
    static @Nullable DirectPlan of(RelRoot root) {
        if (!(root.rel instanceof DeviceToEnumerable query)) {
            return null;
        }
        boolean isArray = root.rel.getRowType().getFieldCount() > 1;
        if (root.isRefTrivial()) {
            return new DirectPlan(query.plan(), null);
        }
        return isArray ? new DirectPlan(query.plan(), List.copyOf(Pair.left(root.fields))) : null;
    }

    @Override
    public Enumerable<@Nullable Object> bind(DataContext context) {
        Enumerable<@Nullable Object> rows = plan.rows(context);
        List<Integer> wanted = fields;
        if (wanted == null) {
            return rows;
        }
        if (wanted.size() == 1) {
            int field = wanted.get(0);
            return rows.select(row -> ((@Nullable Object[]) row)[field]);
        }
        return rows.select(row -> {
            @Nullable Object[] chosen = new Object[wanted.size()];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = ((@Nullable Object[]) row)[wanted.get(i)];
            }
            return chosen;
        });
    }

    @Override
    public Type getElementType() {
        return Object[].class;
    }
}
