package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes logic of three values, comparisons and choices. A boolean that is NULL has the value 0. */
final class LogicWriter {
    private final KernelBody body;
    private final ExpressionWriter expressions;
    /** Whether numbers may have 128 bits. */
    private final boolean wide;

    LogicWriter(KernelBody body, ExpressionWriter expressions, boolean wide) {
        this.wide = wide;
        this.body = body;
        this.expressions = expressions;
    }

    private Value logical(Expression expression) {
        return logical(expressions.write(expression), expression);
    }

    private static Value logical(Value value, Expression expression) {
        if (value.lane() != Value.Lane.LOGICAL) {
            throw new IneligibleException(expression + " is no boolean");
        }
        return value;
    }

    Value isNull(Value value, boolean isNull) {
        String nullCode = value.nullCode();
        if (nullCode == null) {
            return Value.logical(isNull ? "0" : "1", null);
        }
        return Value.logical(isNull ? nullCode : body.let("int", nullCode + " ^ 1"), null);
    }

    Value any(List<Expression> operands) {
        return all(false, operands);
    }

    /** AND or OR. Operands that could divide by zero are computed only where those before leave it open. */
    Value all(boolean and, List<Expression> operands) {
        Value result = logical(operands.get(0));
        for (Expression operand : operands.subList(1, operands.size())) {
            if (divides(operand)) {
                result = guarded(and, result, operand);
            } else {
                result = combine(and, result, logical(operand));
            }
        }
        return result;
    }

    private static boolean divides(Expression expression) {
        boolean own = expression instanceof Expression.Call call
                && (call.operation() == Operation.DIVIDE || call.operation() == Operation.MODULO);
        return own || expression.operands().stream().anyMatch(LogicWriter::divides);
    }

    private Value guarded(boolean and, Value first, Expression second) {
        String value = body.let("int", first.code());
        String nullCode = body.let("int", first.nullCode() == null ? "0" : first.nullCode());
        body.block("if (" + (and ? value + " | " + nullCode : value + " == 0") + ")", () -> {
            Value other = combine(and, Value.logical(value, nullCode), logical(second));
            String newNull = other.nullCode() == null ? "0" : body.let("int", other.nullCode());
            body.line(value + " = " + other.code() + ";");
            body.line(nullCode + " = " + newNull + ";");
        });
        return Value.logical(value, nullCode);
    }

    private Value combine(boolean and, Value a, Value b) {
        String value = body.let("int", a.code() + (and ? " & " : " | ") + b.code());
        if (a.nullCode() == null && b.nullCode() == null) {
            return Value.logical(value, null);
        }
        if (!and) {
            String any = body.either(a.nullCode(), b.nullCode());
            return Value.logical(value, body.let("int", "(" + any + ") & (" + value + " ^ 1)"));
        }
        // NULL where one is, and the other is not FALSE.
        String x = a.nullCode() == null ? "0" : a.nullCode();
        String y = b.nullCode() == null ? "0" : b.nullCode();
        return Value.logical(
                value,
                body.let(
                        "int",
                        "(" + x + " & (" + b.code() + " | " + y + ")) | (" + y + " & (" + a.code() + " | " + x + "))"));
    }

    Value test(Operation operation, Value value) {
        if (value.lane() != Value.Lane.LOGICAL) {
            throw new IneligibleException(operation + " of what is no boolean");
        }
        String code = value.code();
        String nullCode = value.nullCode();
        String isFalse = nullCode == null ? code + " ^ 1" : "(" + code + " | " + nullCode + ") ^ 1";
        return switch (operation) {
            case NOT -> Value.logical(body.let("int", isFalse), nullCode);
            case IS_TRUE -> Value.logical(code, null);
            case IS_NOT_TRUE -> Value.logical(body.let("int", code + " ^ 1"), null);
            case IS_FALSE -> Value.logical(body.let("int", isFalse), null);
            case IS_NOT_FALSE ->
                Value.logical(body.let("int", nullCode == null ? code : code + " | " + nullCode), null);
            default -> throw new IllegalArgumentException(operation + " is no test");
        };
    }

    /** Of integers in one unit, or of booleans. */
    Value compare(Operation comparison, Value a, Value b) {
        if (a.lane() != b.lane() || a.lane() == Value.Lane.NOTHING || a.lane() == Value.Lane.DOUBLE) {
            throw new IneligibleException("a comparison of values that are no numbers");
        }
        String sign = switch (comparison) {
            case EQ -> "==";
            case NE -> "!=";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
            default -> throw new IllegalArgumentException(comparison + " is no comparison");
        };
        String call =
                a.isWide() || b.isWide() ? WideWriter.comparison(sign, a, b) : a.code() + " " + sign + " " + b.code();
        String nullCode = body.either(a.nullCode(), b.nullCode());
        return Value.logical(
                body.let("int", nullCode == null ? call : "(" + nullCode + " == 0) & (" + call + ")"), nullCode);
    }

    Value distinct(boolean isDistinct, Value a, Value b, Value equal) {
        String both =
                a.nullCode() == null || b.nullCode() == null ? "0" : "(" + a.nullCode() + " & " + b.nullCode() + ")";
        String same = body.let("int", equal.code() + " | " + both);
        return Value.logical(isDistinct ? body.let("int", same + " ^ 1") : same, null);
    }

    /** Membership of a value in a list, which may have a NULL in it. */
    Value member(String found, @Nullable String nullCode, boolean anyNull) {
        String value = nullCode == null ? found : body.let("int", found + " & (" + nullCode + " ^ 1)");
        return Value.logical(value, anyNull ? body.let("int", value + " ^ 1") : nullCode);
    }

    Value cases(ColumnType type, List<Expression> operands) {
        Choice choice = new Choice(type);
        cases(choice, type, operands, 0);
        return choice.value();
    }

    private void cases(Choice choice, ColumnType type, List<Expression> operands, int at) {
        if (at == operands.size() - 1) {
            choice.set(expressions.cast(operands.get(at), type));
            return;
        }
        Value condition = logical(operands.get(at));
        body.block("if (" + condition.code() + ")", () -> choice.set(expressions.cast(operands.get(at + 1), type)));
        body.block("else", () -> cases(choice, type, operands, at + 2));
    }

    Value coalesce(ColumnType type, List<Expression> operands) {
        Choice choice = new Choice(type);
        coalesce(choice, type, operands, 0);
        return choice.value();
    }

    private void coalesce(Choice choice, ColumnType type, List<Expression> operands, int at) {
        Value value = expressions.cast(operands.get(at), type);
        choice.set(value);
        if (value.nullCode() != null && at + 1 < operands.size()) {
            body.block("if (" + value.nullCode() + ")", () -> coalesce(choice, type, operands, at + 1));
        }
    }

    /** A variable that gets its value in one of several branches. */
    private final class Choice {
        private final ColumnType type;
        private final String code;
        private final String nullCode;
        private final boolean isWide;
        private @Nullable Value last;
        private BigInteger min = BigInteger.ZERO;
        private BigInteger max = BigInteger.ZERO;

        Choice(ColumnType type) {
            this.type = type;
            this.isWide = wide && type.storage() == Storage.INT128;
            this.code = isWide ? body.let("wide", "wide_of(0)") : body.let("long", "0");
            this.nullCode = body.let("int", "0");
        }

        void set(Value value) {
            if (value.lane() == Value.Lane.NOTHING) {
                throw new IneligibleException("a choice of values of " + type);
            }
            body.line(code + " = " + (isWide ? value.asWide() : value.isWide() ? value.asLong() : value.code()) + ";");
            body.line(nullCode + " = " + (value.nullCode() == null ? "0" : value.nullCode()) + ";");
            min = min.min(value.min());
            max = max.max(value.max());
            last = value;
        }

        Value value() {
            Value some = last;
            if (some == null) {
                throw new IllegalStateException("nothing was chosen");
            }
            return switch (some.lane()) {
                case LOGICAL -> Value.logical(body.let("int", "(int) " + code), nullCode);
                case DOUBLE -> Value.doubleBits(code, nullCode);
                case INTEGER ->
                    isWide
                            ? expressions.wide(code, nullCode, min, max)
                            : Value.integer(body.let(Value.typeOf(min, max), code), nullCode, min, max);
                case NOTHING -> throw new IllegalStateException("values of " + type);
            };
        }
    }
}
