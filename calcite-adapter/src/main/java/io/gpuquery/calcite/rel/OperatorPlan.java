package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.Execution;
import io.gpuquery.calcite.exec.ExecutionContext;
import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.table.BlockRows;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.calcite.table.QueryScope;
import io.gpuquery.calcite.translation.ParameterList;
import io.gpuquery.engine.EngineReference;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * A plan of our operators that outlives the planner: it holds tables and expressions, and no node.
 *
 * @param plan what is executed
 * @param names of its columns
 * @param parameters what an execution has to be told
 * @param table one of the tables that it reads, whose engine runs it
 * @param fallbacks what Calcite's code computes for it
 */
record OperatorPlan(
        PlanNode plan, List<String> names, ParameterList parameters, DeviceTable table, List<String> fallbacks)
        implements DevicePlan {
    @Override
    public Enumerable<@Nullable Object> rows(DataContext context) {
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<@Nullable Object> enumerator() {
                QueryScope scope = QueryScope.of(context);
                fallbacks.forEach(scope.receipt()::fallback);
                ExecutionContext execution = in(scope, context);
                PlanNode bound = new PlanBinding(scope, new DetachedContext(context)).bind(plan);
                return new BlockRows(() -> Execution.start(bound, execution), names, scope);
            }
        };
    }

    private ExecutionContext in(QueryScope scope, DataContext context) {
        ExecutionSettings settings = ExecutionSettings.current();
        EngineReference engine = table.engine();
        return new ExecutionContext(
                scope.cancellation(),
                settings.threads() == 0 ? engine.threads() : settings.threads(),
                engine.executor(),
                engine.memory(),
                parameters.values(context),
                scope.receipt(),
                settings.blockRows(),
                engine.limits(),
                settings.device() == null ? table.deviceUse() : settings.device());
    }
}
