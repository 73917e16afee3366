package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.AggregateCall;
import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.AggregateNode;
import io.gpuquery.calcite.exec.PlanNode.FilterNode;
import io.gpuquery.calcite.exec.PlanNode.JoinNode;
import io.gpuquery.calcite.exec.PlanNode.LimitNode;
import io.gpuquery.calcite.exec.PlanNode.ProjectNode;
import io.gpuquery.calcite.exec.PlanNode.ScanNode;
import io.gpuquery.calcite.exec.PlanNode.SortNode;
import io.gpuquery.calcite.exec.PlanNode.UnionAllNode;
import io.gpuquery.calcite.exec.PlanNode.ValuesNode;
import io.gpuquery.calcite.exec.PlanNode.WindowNode;
import io.gpuquery.calcite.exec.WindowCall;
import io.gpuquery.calcite.exec.WindowGroup;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Foreign;
import io.gpuquery.calcite.expression.RowFunction;
import io.gpuquery.calcite.table.QueryScope;
import io.gpuquery.calcite.table.TableSource;
import io.gpuquery.calcite.translation.ContextFunction;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.DataContext;

/** Makes the plan of one execution of a plan: scans read its versions of files, Calcite's code knows its context. */
final class PlanBinding {
    private final QueryScope scope;
    private final DataContext context;
    private final IdentityHashMap<RowFunction, RowFunction> bound = new IdentityHashMap<>();

    PlanBinding(QueryScope scope, DataContext context) {
        this.scope = scope;
        this.context = context;
    }

    PlanNode bind(PlanNode node) {
        if (node instanceof ScanNode scan) {
            return scan.source() instanceof TableSource table
                    ? new ScanNode(scan.name(), table.in(scope), scan.types())
                    : scan;
        }
        if (node instanceof FilterNode filter) {
            return new FilterNode(bind(filter.input()), bind(filter.condition()));
        }
        if (node instanceof ProjectNode project) {
            return new ProjectNode(bind(project.input()), bindAll(project.expressions()));
        }
        if (node instanceof AggregateNode aggregate) {
            return new AggregateNode(
                    bind(aggregate.input()),
                    bindAll(aggregate.keys()),
                    aggregate.groupingSets(),
                    aggregate.calls().stream().map(this::bind).toList());
        }
        if (node instanceof JoinNode join) {
            Expression condition = join.condition();
            return new JoinNode(
                    bind(join.left()),
                    bind(join.right()),
                    join.kind(),
                    bindAll(join.leftKeys()),
                    bindAll(join.rightKeys()),
                    condition == null ? null : bind(condition));
        }
        if (node instanceof SortNode sort) {
            return new SortNode(bind(sort.input()), sort.keys(), sort.offset(), sort.fetch());
        }
        if (node instanceof LimitNode limit) {
            return new LimitNode(bind(limit.input()), limit.offset(), limit.fetch());
        }
        if (node instanceof UnionAllNode union) {
            return new UnionAllNode(union.inputs().stream().map(this::bind).toList());
        }
        if (node instanceof WindowNode window) {
            return new WindowNode(
                    bind(window.input()),
                    window.passed(),
                    window.groups().stream().map(this::bind).toList());
        }
        return (ValuesNode) node;
    }

    private WindowGroup bind(WindowGroup group) {
        List<WindowCall> calls = group.calls().stream()
                .map(call -> new WindowCall(
                        call.function(), bindAll(call.arguments()), call.distinct(), call.ignoreNulls(), call.type()))
                .toList();
        return new WindowGroup(group.partition(), group.order(), group.frame(), calls);
    }

    private AggregateCall bind(AggregateCall call) {
        Expression filter = call.filter();
        return new AggregateCall(
                call.function(),
                bindAll(call.arguments()),
                call.distinct(),
                filter == null ? null : bind(filter),
                call.type());
    }

    private List<Expression> bindAll(List<Expression> expressions) {
        return expressions.stream().map(this::bind).toList();
    }

    private Expression bind(Expression expression) {
        if (expression.operands().isEmpty() && !(expression instanceof Foreign)) {
            return expression;
        }
        List<Expression> operands = bindAll(expression.operands());
        if (expression instanceof Foreign foreign) {
            return new Foreign(bind(foreign.function()), operands, foreign.type(), foreign.text());
        }
        return operands.equals(expression.operands())
                ? expression
                : new Call(((Call) expression).operation(), operands, expression.type());
    }

    private RowFunction bind(RowFunction function) {
        return function instanceof ContextFunction unbound
                ? bound.computeIfAbsent(function, each -> unbound.bind(context))
                : function;
    }
}
