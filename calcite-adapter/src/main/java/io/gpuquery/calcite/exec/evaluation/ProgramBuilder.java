package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Program} of the filters and projections of a pipeline, from the source upwards. Values of projections that nothing
 * above needs are not computed.
 */
public final class ProgramBuilder {
    private final NodeFactory factory;
    private final ExpressionCompiler compiler;
    private final List<Node> conditions = new ArrayList<>();
    private final List<Node> outputs = new ArrayList<>();
    private List<Node> layer = new ArrayList<>();

    /**
     * @param types the columns of the source
     * @param parameters values of parameters by ordinal; null is NULL
     * @param fallbacks takes the text of each expression that no loop covers
     */
    public ProgramBuilder(List<ValueType> types, List<@Nullable Literal> parameters, Consumer<String> fallbacks) {
        factory = new NodeFactory(types.size());
        compiler = new ExpressionCompiler(factory, parameters, fallbacks);
        for (int i = 0; i < types.size(); i++) {
            layer.add(factory.column(i, types.get(i).type()));
        }
    }

    /** Keeps the rows for which a condition over the current columns is TRUE. */
    public void filter(Expression condition) {
        if (condition instanceof Expression.Call call && call.operation() == Operation.AND) {
            call.operands().forEach(this::filter);
        } else {
            conditions.add(compiler.compile(condition, layer));
        }
    }

    /** How many conditions there are by now: the conjuncts of all filters. */
    public int conditionCount() {
        return conditions.size();
    }

    /** Whether a condition can fail for a row, so that which rows it is asked for matters. */
    public boolean canConditionFail(int condition) {
        return conditions.get(condition).canFail;
    }

    /** Makes expressions over the current columns the new current columns. */
    public void project(List<Expression> expressions) {
        List<Node> next = new ArrayList<>();
        for (Expression expression : expressions) {
            next.add(compiler.compile(expression, layer));
        }
        layer = next;
    }

    /** Adds an expression over the current columns to the outputs, unless it is one, and returns its index there. */
    public int output(Expression expression) {
        Node node = compiler.compile(expression, layer);
        int index = outputs.indexOf(node);
        if (index < 0) {
            outputs.add(node);
            index = outputs.size() - 1;
        }
        return index;
    }

    /** Makes the current columns the outputs. */
    public void outputAll() {
        outputs.addAll(layer);
    }

    public Program build() {
        List<Node> joined = IntervalNode.joined(conditions, factory);
        return new Program(conditions, joined, outputs, factory.columns(), factory.nodeCount());
    }
}
