package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.vector.Boxes;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Foreign;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.Expression.Parameter;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Computes constant expressions for the planner by our own evaluation, since compiling a class for a sum of two numbers is a great part
 * of what planning costs. What has no translation is left to another executor. Safe for any number of threads if that is.
 *
 * <p>What fails stays as it is: it is an error only if a row has it computed.
 */
public final class ConstantFolding implements RexExecutor {
    private static final ColumnSource NO_COLUMNS = new NoColumns();

    private final RexExecutor others;

    private ConstantFolding(RexExecutor others) {
        this.others = others;
    }

    /** Takes what computes expressions that have no translation. */
    public static RexExecutor before(RexExecutor others) {
        return others instanceof ConstantFolding ? others : new ConstantFolding(others);
    }

    @Override
    public void reduce(RexBuilder builder, List<RexNode> expressions, List<RexNode> reduced) {
        List<@Nullable RexNode> known = new ArrayList<>();
        List<RexNode> left = new ArrayList<>();
        for (RexNode expression : expressions) {
            RexNode value = reduce(builder, expression);
            known.add(value);
            if (value == null) {
                left.add(expression);
            }
        }
        List<RexNode> rest = new ArrayList<>();
        if (!left.isEmpty()) {
            others.reduce(builder, left, rest);
        }
        int next = 0;
        for (RexNode value : known) {
            reduced.add(value == null ? rest.get(next++) : value);
        }
    }

    /** The value, or the expression itself where that fails; null where it is not for us to compute. */
    private static @Nullable RexNode reduce(RexBuilder builder, RexNode expression) {
        RelDataType type = expression.getType();
        if (ColumnTypes.of(type) == null || ColumnTypes.isInterval(type)) {
            return null;
        }
        Expression translated =
                new ExpressionTranslation(builder, List.of(), new ParameterList()).translate(expression);
        ColumnType declared = translated == null
                ? null
                : ColumnTypes.declared(type, translated.type().type());
        if (translated == null || declared == null || !isConstant(translated)) {
            return null;
        }
        try {
            Object value = value(ExpressionTranslation.as(declared, translated), declared);
            return builder.makeLiteral(value instanceof byte[] bytes ? new ByteString(bytes) : value, type, true);
        } catch (RuntimeException e) {
            return expression;
        }
    }

    private static boolean isConstant(Expression expression) {
        return !(expression instanceof Foreign)
                && !(expression instanceof Parameter)
                && !(expression instanceof InputReference)
                && expression.operands().stream().allMatch(ConstantFolding::isConstant);
    }

    private static @Nullable Object value(Expression expression, ColumnType type) {
        ProgramBuilder program = new ProgramBuilder(List.of(), List.of(), fallback -> {});
        int output = program.output(expression);
        Evaluator evaluator = new Evaluator(program.build(), 1);
        Frame frame = evaluator.start(NO_COLUMNS, 1);
        if (frame == null) {
            throw new IllegalStateException("no row of " + expression);
        }
        return Boxes.of(type).box(evaluator.output(frame, output), 0);
    }

    private static final class NoColumns implements ColumnSource {
        @Override
        public Vector column(int index, Scratch scratch) {
            throw new IllegalStateException("a constant has no column " + index);
        }

        @Override
        public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
            return column(index, scratch);
        }
    }
}
