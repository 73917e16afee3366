package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** Calls that compute a number of numbers. */
final class ArithmeticTranslation {
    private static final Map<SqlOperator, Operation> OPERATIONS = Map.ofEntries(
            Map.entry(SqlStdOperatorTable.PLUS, Operation.PLUS),
            Map.entry(SqlStdOperatorTable.CHECKED_PLUS, Operation.PLUS),
            Map.entry(SqlStdOperatorTable.MINUS, Operation.MINUS),
            Map.entry(SqlStdOperatorTable.CHECKED_MINUS, Operation.MINUS),
            Map.entry(SqlStdOperatorTable.MULTIPLY, Operation.TIMES),
            Map.entry(SqlStdOperatorTable.CHECKED_MULTIPLY, Operation.TIMES),
            Map.entry(SqlStdOperatorTable.DIVIDE, Operation.DIVIDE),
            Map.entry(SqlStdOperatorTable.CHECKED_DIVIDE, Operation.DIVIDE),
            Map.entry(SqlStdOperatorTable.DIVIDE_INTEGER, Operation.DIVIDE),
            Map.entry(SqlStdOperatorTable.CHECKED_DIVIDE_INTEGER, Operation.DIVIDE),
            Map.entry(DecimalDivision.INSTANCE, Operation.DIVIDE),
            Map.entry(SqlStdOperatorTable.MOD, Operation.MODULO),
            Map.entry(SqlStdOperatorTable.PERCENT_REMAINDER, Operation.MODULO),
            Map.entry(SqlStdOperatorTable.UNARY_MINUS, Operation.NEGATE),
            Map.entry(SqlStdOperatorTable.CHECKED_UNARY_MINUS, Operation.NEGATE),
            Map.entry(SqlStdOperatorTable.ABS, Operation.ABS),
            Map.entry(SqlStdOperatorTable.FLOOR, Operation.FLOOR),
            Map.entry(SqlStdOperatorTable.CEIL, Operation.CEIL),
            Map.entry(SqlStdOperatorTable.SQRT, Operation.SQRT),
            Map.entry(SqlStdOperatorTable.POWER, Operation.POWER),
            Map.entry(SqlStdOperatorTable.LN, Operation.LN),
            Map.entry(SqlStdOperatorTable.EXP, Operation.EXP));

    private final ExpressionTranslation expressions;

    ArithmeticTranslation(ExpressionTranslation expressions) {
        this.expressions = expressions;
    }

    @Nullable
    Expression translate(RexCall call) {
        ColumnType type = ColumnTypes.column(call.getType());
        boolean plus = call.getOperator().equals(SqlStdOperatorTable.UNARY_PLUS);
        Operation operation = OPERATIONS.get(call.getOperator());
        if (type == null || !ColumnTypes.isNumber(type) || (operation == null && !plus)) {
            return null;
        }
        List<Expression> operands = expressions.translateAll(call.getOperands());
        if (operands == null
                || !operands.stream()
                        .allMatch(operand -> ColumnTypes.isNumber(operand.type().type()))) {
            return null;
        }
        if (operation == null) {
            return ExpressionTranslation.as(type, operands.get(0));
        }
        return switch (operation) {
            case SQRT, POWER, LN, EXP -> ofDoubles(operation, call, type, operands);
            case MODULO -> ColumnTypes.isApproximate(type) ? null : of(operation, call, type, operands);
            default -> of(operation, call, type, operands);
        };
    }

    private static Expression of(Operation operation, RexCall call, ColumnType type, List<Expression> operands) {
        return ExpressionTranslation.call(operation, type, call, operands);
    }

    private static @Nullable Expression ofDoubles(
            Operation operation, RexCall call, ColumnType type, List<Expression> operands) {
        return type.kind() == ColumnType.Kind.DOUBLE
                ? of(
                        operation,
                        call,
                        type,
                        operands.stream()
                                .map(operand -> ExpressionTranslation.as(ColumnType.DOUBLE, operand))
                                .toList())
                : null;
    }
}
