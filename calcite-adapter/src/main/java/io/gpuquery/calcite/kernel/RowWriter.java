package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what kernels do with a row: conditions, and which rows count for a call. */
final class RowWriter {
    final KernelBody body = new KernelBody();
    final KernelInputs inputs = new KernelInputs();
    final ExpressionWriter expressions;
    private final KernelRequest request;

    RowWriter(KernelRequest request, List<ColumnShape> shapes, boolean fp64) {
        this.request = request;
        this.expressions = new ExpressionWriter(body, inputs, shapes, request.parameters(), fp64, request.wide());
    }

    /** Something for the rows that satisfy all conditions, each of which is computed for those left. */
    void selected(Runnable content) {
        selected(0, content);
    }

    private void selected(int condition, Runnable content) {
        if (condition == request.conditions().size()) {
            content.run();
            return;
        }
        String flag = flag(request.conditions().get(condition));
        body.block("if (" + flag + ")", () -> selected(condition + 1, content));
    }

    private String flag(Expression condition) {
        Value value = expressions.write(condition);
        if (value.lane() != Value.Lane.LOGICAL) {
            throw new IneligibleException(condition + " is no boolean");
        }
        return value.code();
    }

    /** Something for the rows that a filter leaves. */
    void filtered(@Nullable Expression filter, Runnable content) {
        if (filter == null) {
            content.run();
        } else {
            body.block("if (" + flag(filter) + ")", content);
        }
    }

    /** Something for the rows whose value is not NULL. */
    void present(Value value, Runnable content) {
        if (value.nullCode() == null) {
            content.run();
        } else {
            body.block("if (" + value.nullCode() + " == 0)", content);
        }
    }

    /** The argument of a MIN, MAX or SUM as an integer; of a double its bits in order. */
    Value argument(PartialCall call) {
        Expression argument = call.arguments().get(0);
        Value value = expressions.write(argument);
        return switch (value.lane()) {
            case NOTHING -> throw new IneligibleException(call.function() + "(" + argument + ")");
            case LOGICAL, INTEGER ->
                call.function() == PartialCall.Function.SUM ? expressions.summable(value) : expressions.narrow(value);
            case DOUBLE ->
                Value.integerOfBits(
                        body.let("long", "ordered_bits(" + value.code() + ")"), value.nullCode(), Long.SIZE);
        };
    }

    /** Whether a row counts for a COUNT. */
    @Nullable
    String anyNull(List<Expression> arguments) {
        String any = null;
        for (Expression argument : arguments) {
            any = body.either(any, expressions.write(argument).nullCode());
        }
        return any;
    }
}
