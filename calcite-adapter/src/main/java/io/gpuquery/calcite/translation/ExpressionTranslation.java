package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Expression.Field;
import io.gpuquery.calcite.expression.Expression.Foreign;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Translates expressions over the columns of one of our operators.
 *
 * <p>Types follow the columns, not their declarations: a timestamp has all digits of a second that its file has. What no {@link
 * Operation} covers becomes a {@link Foreign} of the smallest expression that contains it, over translated operands.
 */
public final class ExpressionTranslation {
    private final RexBuilder builder;
    private final List<ValueType> inputs;
    private final ParameterList parameters;
    private final CallTranslation calls = new CallTranslation(this);

    /**
     * @param inputs the types of the columns
     * @param parameters takes what the expressions have to be told at each execution
     */
    public ExpressionTranslation(RexBuilder builder, List<ValueType> inputs, ParameterList parameters) {
        this.builder = builder;
        this.inputs = List.copyOf(inputs);
        this.parameters = parameters;
    }

    RexBuilder builder() {
        return builder;
    }

    /**
     * The same expression as ours; null if it has a type that our operators lack, speaks of other rows, or has another value each
     * time that it is computed.
     */
    public @Nullable Expression translate(RexNode expression) {
        if (expression instanceof RexInputRef reference) {
            return new InputReference(reference.getIndex(), inputs.get(reference.getIndex()));
        }
        if (expression instanceof RexLiteral literal) {
            return Constants.of(literal);
        }
        if (expression instanceof RexDynamicParam parameter) {
            StatementParameter source = StatementParameter.of(parameter);
            return source == null ? null : parameters.parameter(source);
        }
        if (expression instanceof RexFieldAccess access) {
            Expression row = translate(access.getReferenceExpr());
            return row == null || row.type().type().kind() != ColumnType.Kind.ROW
                    ? null
                    : new Field(row, access.getField().getIndex());
        }
        if (!(expression instanceof RexCall call) || call instanceof RexOver || call instanceof RexSubQuery) {
            return null;
        }
        MomentFunction moment = MomentFunction.of(call);
        if (moment != null) {
            return parameters.parameter(moment);
        }
        Expression translated = calls.translate(call);
        return translated == null ? foreign(call) : translated;
    }

    /** All of some expressions; null if one of them cannot be translated. */
    @Nullable
    List<Expression> translateAll(List<? extends RexNode> expressions) {
        List<Expression> translated = new ArrayList<>();
        for (RexNode each : expressions) {
            Expression one = translate(each);
            if (one == null) {
                return null;
            }
            translated.add(one);
        }
        return translated;
    }

    /** A call of Calcite's compiled code, whose operands are ours. */
    private @Nullable Expression foreign(RexCall call) {
        ValueType type = ColumnTypes.of(call.getType());
        if (type == null || ColumnTypes.isInterval(call.getType()) || !RexUtil.isDeterministic(call)) {
            return null;
        }
        List<Expression> operands = new ArrayList<>();
        List<RelDataType> types = new ArrayList<>();
        RexNode over = operandsAsInputs(call, operands, types);
        if (over == null) {
            return null;
        }
        return new Foreign(new ContextFunction(builder, over, types), operands, withRoom(type), call.toString());
    }

    /** Calcite's code lets a decimal have more digits than its type says. */
    private static ValueType withRoom(ValueType type) {
        return type.type().kind() == ColumnType.Kind.DECIMAL
                ? new ValueType(
                        ColumnType.decimal(
                                ColumnType.MAX_DECIMAL_PRECISION, type.type().scale()),
                        type.nullable())
                : type;
    }

    /** A call over inputs that stand for its operands, apart from literals, which stay; null if an operand is not ours. */
    private @Nullable RexNode operandsAsInputs(RexCall call, List<Expression> operands, List<RelDataType> types) {
        List<RexNode> replaced = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            if (operand instanceof RexLiteral) {
                replaced.add(operand);
                continue;
            }
            boolean ours = ColumnTypes.isNested(operand.getType())
                    || (ColumnTypes.of(operand.getType()) != null && !ColumnTypes.isInterval(operand.getType()));
            Expression translated = ours ? translate(operand) : null;
            if (translated == null) {
                // Of a type that only Calcite has (an array, an interval): it is computed within the same code.
                RexNode within = operand instanceof RexCall inner && !isOfOtherRows(inner)
                        ? operandsAsInputs(inner, operands, types)
                        : null;
                if (within == null) {
                    return null;
                }
                replaced.add(within);
                continue;
            }
            int index = operands.indexOf(translated);
            if (index < 0) {
                index = operands.size();
                operands.add(translated);
                types.add(operand.getType());
            }
            replaced.add(new RexInputRef(
                    index, builder.getTypeFactory().createTypeWithNullability(operand.getType(), true)));
        }
        return call.clone(call.getType(), replaced);
    }

    private static boolean isOfOtherRows(RexCall call) {
        return call instanceof RexOver || call instanceof RexSubQuery;
    }

    /** An operation with the type of a call, and NULL where an operand is. */
    static Expression call(Operation operation, ColumnType type, RexNode call, List<Expression> operands) {
        return new Call(operation, operands, new ValueType(type, call.getType().isNullable()));
    }

    /** Nested values as what can be a key; other values as they are. */
    public static Expression key(Expression value) {
        return value.type().type().isNested()
                ? new Call(
                        Operation.TO_KEY,
                        new ValueType(ColumnType.VARBINARY, value.type().nullable()),
                        value)
                : value;
    }

    /** The same value in another type. */
    public static Expression as(ColumnType type, Expression expression) {
        if (expression.type().type().equals(type)) {
            return expression;
        }
        if (expression instanceof Constant constant && constant.value() == null) {
            return Constants.ofNull(type);
        }
        if (expression instanceof Constant constant) {
            Constant same = Constants.sameValue(constant, type);
            if (same != null) {
                return same;
            }
        }
        return new Call(Operation.CAST, new ValueType(type, expression.type().nullable()), expression);
    }

    /** Whether a node is NULL whatever its type. */
    static boolean isNull(RexNode node) {
        return node instanceof RexLiteral literal
                ? literal.isNull()
                : node.isA(SqlKind.CAST)
                        && isNull(((RexCall) node).getOperands().get(0));
    }
}
