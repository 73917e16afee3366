package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Which operation a call is. What is not here, or has operands that the operation does not take, is left to Calcite's code.
 *
 * <table>
 * <caption>Calls and operations</caption>
 * <tr><th>SQL</th><th>operation</th></tr>
 * <tr><td>AND, OR, NOT, IS [NOT] NULL, TRUE, FALSE</td><td>of the same name</td></tr>
 * <tr><td>{@code = <> < <= > >=}, IS [NOT] DISTINCT FROM</td><td>EQ … IS_NOT_DISTINCT_FROM, for numbers and for two of a kind</td></tr>
 * <tr><td>IN, BETWEEN and other ranges (SEARCH)</td><td>{@link SearchTranslation}</td></tr>
 * <tr><td>{@code + - * /}, MOD, their checked forms, the exact quotient of decimals</td><td>{@link ArithmeticTranslation}</td></tr>
 * <tr><td>times and intervals</td><td>{@link TimeTranslation}</td></tr>
 * <tr><td>CASE, COALESCE, CAST</td><td>CASE, COALESCE, {@link CastTranslation}</td></tr>
 * <tr><td>fields of rows, {@code a[i]}, CARDINALITY</td><td>Field, ELEMENT, CARDINALITY</td></tr>
 * <tr><td>texts</td><td>{@link TextTranslation}</td></tr>
 * </table>
 */
final class CallTranslation {
    private final ExpressionTranslation expressions;
    private final SearchTranslation searches;
    private final ArithmeticTranslation arithmetic;
    private final TimeTranslation times;
    private final CastTranslation casts;
    private final TextTranslation texts;

    CallTranslation(ExpressionTranslation expressions) {
        this.expressions = expressions;
        this.searches = new SearchTranslation(expressions);
        this.arithmetic = new ArithmeticTranslation(expressions);
        this.times = new TimeTranslation(expressions);
        this.casts = new CastTranslation(expressions);
        this.texts = new TextTranslation(expressions);
    }

    /** The call as one of our operations; null if it is none. */
    @Nullable
    Expression translate(RexCall call) {
        return switch (call.getKind()) {
            case AND -> booleans(Operation.AND, call);
            case OR -> booleans(Operation.OR, call);
            case NOT -> booleans(Operation.NOT, call);
            case IS_TRUE -> booleans(Operation.IS_TRUE, call);
            case IS_FALSE -> booleans(Operation.IS_FALSE, call);
            case IS_NOT_TRUE -> booleans(Operation.IS_NOT_TRUE, call);
            case IS_NOT_FALSE -> booleans(Operation.IS_NOT_FALSE, call);
            case IS_NULL -> nullTest(Operation.IS_NULL, call);
            case IS_NOT_NULL -> nullTest(Operation.IS_NOT_NULL, call);
            case EQUALS -> comparison(Operation.EQ, call);
            case NOT_EQUALS -> comparison(Operation.NE, call);
            case LESS_THAN -> comparison(Operation.LT, call);
            case LESS_THAN_OR_EQUAL -> comparison(Operation.LE, call);
            case GREATER_THAN -> comparison(Operation.GT, call);
            case GREATER_THAN_OR_EQUAL -> comparison(Operation.GE, call);
            case IS_DISTINCT_FROM -> comparison(Operation.IS_DISTINCT_FROM, call);
            case IS_NOT_DISTINCT_FROM -> comparison(Operation.IS_NOT_DISTINCT_FROM, call);
            case SEARCH -> searches.translate(call);
            case CASE -> branches(call);
            case COALESCE -> coalesce(call);
            case CAST -> casts.translate(call);
            case REINTERPRET -> casts.reinterpret(call);
            case PLUS, MINUS, TIMES, CHECKED_PLUS, CHECKED_MINUS, CHECKED_TIMES, MINUS_PREFIX -> plusOrSo(call);
            case DIVIDE, CHECKED_DIVIDE, CHECKED_MINUS_PREFIX, PLUS_PREFIX, MOD -> arithmetic.translate(call);
            case EXTRACT -> times.extract(call);
            case FLOOR, CEIL -> call.getOperands().size() == 1 ? arithmetic.translate(call) : times.floor(call);
            case LIKE, TRIM, POSITION -> texts.translate(call);
            case ITEM -> element(call);
            default -> function(call);
        };
    }

    /** An element of an array; keys of maps, and names of fields, are Calcite's. */
    private @Nullable Expression element(RexCall call) {
        List<Expression> operands = expressions.translateAll(call.getOperands());
        if (operands == null) {
            return null;
        }
        ColumnType nested = operands.get(0).type().type();
        if (nested.kind() == ColumnType.Kind.MAP
                && operands.get(1).type().type().kind()
                        == nested.fields().get(0).type().kind()) {
            boolean sameKey =
                    operands.get(1).type().type().equals(nested.fields().get(0).type());
            ValueType value = ValueType.nullable(nested.fields().get(1).type());
            return sameKey ? new Call(Operation.MAPPED, operands, value) : null;
        }
        if (nested.kind() != ColumnType.Kind.ARRAY
                || !ColumnTypes.isInteger(operands.get(1).type().type())) {
            return null;
        }
        ColumnType type = operands.get(0).type().type().fields().get(0).type();
        return new Call(Operation.ELEMENT, operands, ValueType.nullable(type));
    }

    private @Nullable Expression cardinality(RexCall call) {
        Expression operand = expressions.translate(call.getOperands().get(0));
        boolean counted = operand != null
                && (operand.type().type().kind() == ColumnType.Kind.ARRAY
                        || operand.type().type().kind() == ColumnType.Kind.MAP);
        return counted
                ? ExpressionTranslation.call(Operation.CARDINALITY, ColumnType.INTEGER, call, List.of(operand))
                : null;
    }

    private @Nullable Expression function(RexCall call) {
        if (call.getOperator().equals(SqlStdOperatorTable.CARDINALITY)) {
            return cardinality(call);
        }
        Expression number = arithmetic.translate(call);
        return number == null ? texts.translate(call) : number;
    }

    private @Nullable Expression plusOrSo(RexCall call) {
        boolean ofTimes = call.getOperands().stream()
                .anyMatch(operand -> ColumnTypes.isInterval(operand.getType()) || isTimeOrDate(operand));
        return ofTimes ? times.arithmetic(call) : arithmetic.translate(call);
    }

    private static boolean isTimeOrDate(RexNode operand) {
        ColumnType type = ColumnTypes.column(operand.getType());
        return type != null && (type.kind() == ColumnType.Kind.DATE || ColumnTypes.isTime(type));
    }

    private @Nullable Expression booleans(Operation operation, RexCall call) {
        List<Expression> operands = expressions.translateAll(call.getOperands());
        if (operands == null
                || !operands.stream().allMatch(operand -> operand.type().type().kind() == ColumnType.Kind.BOOLEAN)) {
            return null;
        }
        return ExpressionTranslation.call(operation, ColumnType.BOOLEAN, call, flat(operation, operands));
    }

    /** Operands of operands, where these are the same conjunction or disjunction. */
    private static List<Expression> flat(Operation operation, List<Expression> operands) {
        if (operation != Operation.AND && operation != Operation.OR) {
            return operands;
        }
        List<Expression> flat = new ArrayList<>();
        for (Expression operand : operands) {
            boolean same = operand instanceof Call inner && inner.operation() == operation;
            flat.addAll(same ? operand.operands() : List.of(operand));
        }
        return flat;
    }

    private @Nullable Expression nullTest(Operation operation, RexCall call) {
        Expression operand = expressions.translate(call.getOperands().get(0));
        return operand == null ? null : new Call(operation, ValueType.BOOLEAN, operand);
    }

    private @Nullable Expression comparison(Operation operation, RexCall call) {
        List<Expression> operands = expressions.translateAll(call.getOperands());
        if (operands != null && isEquality(operation) && areSameNested(operands)) {
            List<Expression> keys =
                    operands.stream().map(ExpressionTranslation::key).toList();
            return ExpressionTranslation.call(operation, ColumnType.BOOLEAN, call, keys);
        }
        if (operands == null
                || !ColumnTypes.areComparable(
                        operands.get(0).type().type(), operands.get(1).type().type())) {
            return null;
        }
        ColumnType kind = operands.get(0).type().type();
        boolean ordered = !isEquality(operation);
        boolean unordered = kind.kind() == ColumnType.Kind.VARBINARY || kind.kind() == ColumnType.Kind.UUID;
        return ordered && unordered ? null : ExpressionTranslation.call(operation, ColumnType.BOOLEAN, call, operands);
    }

    private static boolean isEquality(Operation operation) {
        return operation == Operation.EQ
                || operation == Operation.NE
                || operation == Operation.IS_DISTINCT_FROM
                || operation == Operation.IS_NOT_DISTINCT_FROM;
    }

    private static boolean areSameNested(List<Expression> operands) {
        ColumnType type = operands.get(0).type().type();
        return type.isNested() && type.equals(operands.get(1).type().type());
    }

    private @Nullable Expression branches(RexCall call) {
        List<RexNode> nodes = call.getOperands();
        List<RexNode> values = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (i % 2 == 1 || i == nodes.size() - 1) {
                values.add(nodes.get(i));
            }
        }
        ColumnType type = commonType(call, values);
        if (type == null) {
            return null;
        }
        List<Expression> operands = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Expression operand = values.contains(nodes.get(i)) && (i % 2 == 1 || i == nodes.size() - 1)
                    ? value(nodes.get(i), type)
                    : expressions.translate(nodes.get(i));
            if (operand == null) {
                return null;
            }
            operands.add(operand);
        }
        return ExpressionTranslation.call(Operation.CASE, type, call, operands);
    }

    private @Nullable Expression coalesce(RexCall call) {
        ColumnType type = commonType(call, call.getOperands());
        List<Expression> operands = new ArrayList<>();
        for (RexNode each : call.getOperands()) {
            Expression operand = type == null ? null : value(each, type);
            if (operand == null) {
                return null;
            }
            operands.add(operand);
        }
        return type == null ? null : ExpressionTranslation.call(Operation.COALESCE, type, call, operands);
    }

    private @Nullable Expression value(RexNode node, ColumnType type) {
        if (ExpressionTranslation.isNull(node)) {
            return Constants.ofNull(type);
        }
        Expression value = expressions.translate(node);
        return value == null || !casts.keepsMeaning(value.type().type(), type)
                ? null
                : ExpressionTranslation.as(type, value);
    }

    /** The type of a call whose value is one of some others: of times, with the digits of the finest. */
    private @Nullable ColumnType commonType(RexCall call, List<RexNode> values) {
        ColumnType type = ColumnTypes.column(call.getType());
        if (type == null || !ColumnTypes.isTime(type)) {
            return type;
        }
        for (RexNode each : values) {
            Expression value = ExpressionTranslation.isNull(each) ? null : expressions.translate(each);
            if (value != null && value.type().type().kind() == type.kind()) {
                type = ColumnTypes.finer(type, value.type().type());
            }
        }
        return type;
    }
}
