package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.RowFunction;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is computed by the code that Calcite generates for it. Compiled when it is first used, and then once for all
 * executions of its plan. Safe for any number of threads.
 *
 * <p>The code looks things up in an execution's {@link DataContext} (the time zone, for one), so it is bound to one before it is
 * called: {@link #bind}.
 */
public final class ContextFunction implements RowFunction {
    private final RexBuilder builder;
    private final RexNode expression;
    private final List<RelDataType> operandTypes;
    private @Nullable Function1<DataContext, @Nullable Object @Nullable []> compiled;

    /** Takes an expression whose inputs, by index, are the operands. */
    ContextFunction(RexBuilder builder, RexNode expression, List<RelDataType> operandTypes) {
        this.builder = builder;
        this.expression = expression;
        this.operandTypes = List.copyOf(operandTypes);
    }

    /** The function as an execution calls it. */
    public RowFunction bind(DataContext context) {
        Function1<DataContext, @Nullable Object @Nullable []> function = compiled();
        return operands -> apply(function, context, operands);
    }

    @Override
    public @Nullable Object apply(@Nullable Object[] operands) {
        throw new IllegalStateException(expression + " is called without having been bound to an execution");
    }

    private synchronized Function1<DataContext, @Nullable Object @Nullable []> compiled() {
        Function1<DataContext, @Nullable Object @Nullable []> function = compiled;
        if (function == null) {
            RelDataTypeFactory.Builder row = builder.getTypeFactory().builder();
            for (int i = 0; i < operandTypes.size(); i++) {
                row.add("$" + i, builder.getTypeFactory().createTypeWithNullability(operandTypes.get(i), true));
            }
            function = RexExecutorImpl.getExecutable(builder, List.of(expression), row.build())
                    .getFunction();
            compiled = function;
        }
        return function;
    }

    private static @Nullable Object apply(
            Function1<DataContext, @Nullable Object @Nullable []> function,
            DataContext context,
            @Nullable Object[] operands) {
        for (int i = 0; i < operands.length; i++) {
            operands[i] = RuntimeValues.of(operands[i]);
        }
        @Nullable Object @Nullable [] values = function.apply(new RowContext(context, operands));
        Object value = values == null ? null : values[0];
        return value instanceof ByteString bytes ? bytes.getBytes() : value;
    }

    /** Gives the code its operands, under the name by which it asks for them. */
    private static final class RowContext implements DataContext {
        private static final String INPUT = "inputRecord";

        private final DataContext context;
        private final @Nullable Object[] row;

        RowContext(DataContext context, @Nullable Object[] row) {
            this.context = context;
            this.row = row;
        }

        @Override
        public @Nullable Object get(String name) {
            return name.equals(INPUT) ? row : context.get(name);
        }

        @Override
        public @Nullable SchemaPlus getRootSchema() {
            return context.getRootSchema();
        }

        @Override
        public JavaTypeFactory getTypeFactory() {
            return context.getTypeFactory();
        }

        @Override
        public QueryProvider getQueryProvider() {
            return context.getQueryProvider();
        }
    }
}
