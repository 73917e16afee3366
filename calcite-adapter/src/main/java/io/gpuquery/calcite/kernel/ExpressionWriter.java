package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.Literal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes expressions as statements of a kernel, and gathers what they read.
 *
 * <p>Whatever depends on one column of texts alone becomes a table by code, which the CPU fills: so a device sees no text.
 */
final class ExpressionWriter {
    private final KernelBody body;
    private final KernelInputs inputs;
    private final List<ColumnShape> shapes;
    private final List<@Nullable Literal> parameters;
    private final ExactWriter exact;
    private final DoubleWriter doubles;
    private final LogicWriter logic;
    private final CastWriter casts;
    private final boolean wide;
    private final TimeWriter times;
    private final EntryWriter entries;

    /** Takes the shapes of the columns, the values of parameters by ordinal, and whether numbers may have 128 bits. */
    ExpressionWriter(
            KernelBody body,
            KernelInputs inputs,
            List<ColumnShape> shapes,
            List<@Nullable Literal> parameters,
            boolean fp64,
            boolean wide) {
        this.wide = wide;
        this.body = body;
        this.inputs = inputs;
        this.shapes = shapes;
        this.parameters = parameters;
        this.exact = new ExactWriter(body, wide);
        this.doubles = new DoubleWriter(body, fp64);
        this.logic = new LogicWriter(body, this, wide);
        this.casts = new CastWriter(body, exact, doubles);
        this.times = new TimeWriter(body, exact);
        this.entries = new EntryWriter(body, inputs, shapes, this);
    }

    /** Writes an expression; throws what {@link IneligibleException} says if a device cannot compute it. */
    Value write(Expression expression) {
        Value known = body.known(expression);
        if (known == null) {
            known = compute(expression);
            body.remember(expression, known);
        }
        return known;
    }

    private Value compute(Expression expression) {
        if (expression instanceof Expression.InputReference reference) {
            return column(reference.index(), reference.type());
        }
        if (expression instanceof Expression.Constant constant) {
            return literal(constant.value(), constant.type().type());
        }
        if (expression instanceof Expression.Parameter parameter) {
            Objects.checkIndex(parameter.ordinal(), parameters.size());
            return literal(parameters.get(parameter.ordinal()), parameter.type().type());
        }
        if (expression instanceof Expression.Call call
                && (call.operation() == Operation.IS_NULL || call.operation() == Operation.IS_NOT_NULL)
                && call.operands().get(0) instanceof Expression.InputReference) {
            return logic.isNull(write(call.operands().get(0)), call.operation() == Operation.IS_NULL);
        }
        int text = entries.onlyText(expression);
        if (text >= 0) {
            return entries.lookup(expression, text);
        }
        if (expression instanceof Expression.Call call) {
            return call(call);
        }
        throw new IneligibleException(expression + " is computed by Calcite's code");
    }

    private Value column(int index, ValueType type) {
        ColumnShape shape = shapes.get(index);
        String nullCode = null;
        if (shape.hasNulls()) {
            String bits = inputs.validity(index);
            nullCode = body.let("int", "((" + bits + "[row >> 3] >> (row & 7)) & 1) ^ 1");
        }
        ColumnType.Kind kind = type.type().kind();
        if (kind == ColumnType.Kind.UUID) {
            return Value.nothing(nullCode);
        }
        return switch (shape.storage()) {
            case VIEW, NESTED -> Value.nothing(nullCode);
            case INT8 -> {
                String value = body.let("int", inputs.values(index, "char") + "[row]");
                yield kind == ColumnType.Kind.BOOLEAN
                        ? logical(value, nullCode)
                        : Value.integerOfBits(value, nullCode, Byte.SIZE);
            }
            case INT16 ->
                Value.integerOfBits(body.let("int", inputs.values(index, "short") + "[row]"), nullCode, Short.SIZE);
            case INT32 ->
                Value.integerOfBits(body.let("int", inputs.values(index, "int") + "[row]"), nullCode, Integer.SIZE);
            case INT64 ->
                Value.integerOfBits(body.let("long", inputs.values(index, "long") + "[row]"), nullCode, Long.SIZE);
            case INT128 -> {
                String words = inputs.values(index, "long");
                String low = body.let("long", words + "[2 * (ulong) row]");
                if (wide) {
                    String code = "wide_make(" + words + "[2 * (ulong) row + 1], (ulong) " + low + ")";
                    yield Value.integer(body.let("wide", code), nullCode, WideWriter.LEAST, WideWriter.GREATEST);
                }
                body.failWhere(words + "[2 * (ulong) row + 1] != (" + low + " >> 63)", nullCode);
                yield Value.integerOfBits(low, nullCode, Long.SIZE);
            }
            case FLOAT32 ->
                Value.doubleBits(body.let("long", "widened_bits(" + inputs.values(index, "uint") + "[row])"), nullCode);
            case FLOAT64 -> Value.doubleBits(body.let("long", inputs.values(index, "long") + "[row]"), nullCode);
        };
    }

    private Value logical(String value, @Nullable String nullCode) {
        String flag = nullCode == null ? value : body.let("int", value + " & (" + nullCode + " ^ 1)");
        return Value.logical(flag, nullCode);
    }

    private Value literal(@Nullable Literal value, ColumnType type) {
        if (value == null) {
            return nullOf(type);
        }
        if (value instanceof Literal.OfLong of) {
            if (type.kind() == ColumnType.Kind.BOOLEAN) {
                return Value.logical(body.let("int", "(int) " + inputs.literal(of.value())), null);
            }
            return number(of.value());
        }
        if (value instanceof Literal.OfBigInteger of && of.value().bitLength() < Long.SIZE) {
            return number(of.value().longValue());
        }
        if (value instanceof Literal.OfBigInteger of) {
            if (!wide) {
                // Whoever meets it has to compute in 128 bits.
                body.failWhere("1", null);
                return Value.integer("0", null, BigInteger.ZERO, BigInteger.ZERO);
            }
            String high = inputs.literal(of.value().shiftRight(Long.SIZE).longValue());
            String low = inputs.literal(of.value().longValue());
            String code = body.let("wide", "wide_make(" + high + ", (ulong) " + low + ")");
            return Value.integer(code, null, WideWriter.LEAST, WideWriter.GREATEST);
        }
        if (value instanceof Literal.OfDouble of) {
            return Value.doubleBits(inputs.literal(Double.doubleToRawLongBits(of.value())), null);
        }
        throw new IneligibleException("the literal of type " + type);
    }

    /** Of a few classes of range, so that kernels for other literals are the same. */
    private Value number(long value) {
        int needed = Math.max(1, Long.SIZE + 1 - Long.numberOfLeadingZeros(value ^ (value >> (Long.SIZE - 1))));
        int bits = needed <= Byte.SIZE ? Byte.SIZE : needed <= Integer.SIZE ? Integer.SIZE : Long.SIZE;
        String place = inputs.literal(value);
        return bits == Long.SIZE
                ? Value.integerOfBits(place, null, bits)
                : Value.integerOfBits(body.let("int", "(int) " + place), null, bits);
    }

    static Value nullOf(ColumnType type) {
        if (type.kind() == ColumnType.Kind.BOOLEAN) {
            return Value.logical("0", "1");
        }
        if (NumberTypes.isFloating(type)) {
            return Value.doubleBits("(long) 0", "1");
        }
        return type.storage() == Storage.VIEW || type.storage() == Storage.NESTED
                ? Value.nothing("1")
                : Value.integer("0", "1", BigInteger.ZERO, BigInteger.ZERO);
    }

    /** A word of a text, in whose order texts are as far as their first bytes tell. */
    Value textWord(Expression expression) {
        return entries.textWord(expression);
    }

    static void collect(Expression expression, Set<Integer> columns) {
        if (expression instanceof Expression.InputReference reference) {
            columns.add(reference.index());
        }
        expression.operands().forEach(operand -> collect(operand, columns));
    }

    private Value call(Expression.Call call) {
        List<Expression> operands = call.operands();
        ColumnType type = call.type().type();
        ColumnType ofFirst = operands.get(0).type().type();
        return switch (call.operation()) {
            case AND, OR -> logic.all(call.operation() == Operation.AND, operands);
            case NOT, IS_TRUE, IS_FALSE, IS_NOT_TRUE, IS_NOT_FALSE ->
                logic.test(call.operation(), write(operands.get(0)));
            case IS_NULL, IS_NOT_NULL -> logic.isNull(write(operands.get(0)), call.operation() == Operation.IS_NULL);
            case EQ, NE, LT, LE, GT, GE -> compare(call.operation(), operands.get(0), operands.get(1));
            case IS_NOT_DISTINCT_FROM, IS_DISTINCT_FROM ->
                logic.distinct(
                        call.operation() == Operation.IS_DISTINCT_FROM,
                        write(operands.get(0)),
                        write(operands.get(1)),
                        compare(Operation.EQ, operands.get(0), operands.get(1)));
            case IN -> in(operands);
            case PLUS, MINUS, TIMES, DIVIDE, MODULO, NEGATE, ABS, FLOOR, CEIL ->
                arithmetic(call.operation(), type, operands);
            case CASE -> logic.cases(type, operands);
            case COALESCE -> logic.coalesce(type, operands);
            case CAST -> cast(operands.get(0), type);
            case EXTRACT_YEAR,
                    EXTRACT_QUARTER,
                    EXTRACT_MONTH,
                    EXTRACT_WEEK,
                    EXTRACT_DAY,
                    EXTRACT_DAY_OF_WEEK,
                    EXTRACT_DAY_OF_YEAR,
                    EXTRACT_HOUR,
                    EXTRACT_MINUTE,
                    EXTRACT_SECOND,
                    EXTRACT_EPOCH -> times.part(call.operation(), integer(operands.get(0)), ofFirst);
            case FLOOR_YEAR,
                    FLOOR_QUARTER,
                    FLOOR_MONTH,
                    FLOOR_WEEK,
                    FLOOR_DAY,
                    FLOOR_HOUR,
                    FLOOR_MINUTE,
                    FLOOR_SECOND -> times.floor(call.operation(), integer(operands.get(0)), ofFirst);
            case ADD_MONTHS -> times.addMonths(integer(operands.get(0)), integer(operands.get(1)), type);
            case ADD_MILLIS -> times.addMillis(integer(operands.get(0)), integer(operands.get(1)), type);
            case MILLIS_BETWEEN ->
                times.millisBetween(integer(operands.get(0)), integer(operands.get(1)), ofFirst, type);
            case MONTHS_BETWEEN ->
                times.monthsBetween(integer(operands.get(0)), integer(operands.get(1)), ofFirst, type);
            default -> throw new IneligibleException(call + ": " + call.operation());
        };
    }

    /** A value in another type. */
    Value cast(Expression operand, ColumnType type) {
        ColumnType from = operand.type().type();
        if (isNull(operand)) {
            return nullOf(type);
        }
        return from.equals(type) ? write(operand) : casts.cast(write(operand), from, type);
    }

    private boolean isNull(Expression expression) {
        return (expression instanceof Expression.Constant constant && constant.value() == null)
                || (expression instanceof Expression.Parameter parameter
                        && parameter.ordinal() < parameters.size()
                        && parameters.get(parameter.ordinal()) == null);
    }

    private Value compare(Operation comparison, Expression left, Expression right) {
        ColumnType a = left.type().type();
        ColumnType b = right.type().type();
        if (NumberTypes.isFloating(a) || NumberTypes.isFloating(b)) {
            return doubles.compare(comparison, asDouble(left), asDouble(right));
        }
        if (a.kind() == ColumnType.Kind.DATE && b.kind() != ColumnType.Kind.DATE) {
            return logic.compare(comparison, cast(left, b), write(right));
        }
        if (b.kind() == ColumnType.Kind.DATE && a.kind() != ColumnType.Kind.DATE) {
            return logic.compare(comparison, write(left), cast(right, a));
        }
        int scale = Math.max(NumberTypes.scale(a), NumberTypes.scale(b));
        return logic.compare(comparison, rescaled(left, scale), rescaled(right, scale));
    }

    private Value rescaled(Expression expression, int scale) {
        Value value = write(expression);
        int more = scale - NumberTypes.scale(expression.type().type());
        return value.lane() == Value.Lane.INTEGER ? exact.rescale(value, more, true) : value;
    }

    private Value asDouble(Expression expression) {
        ColumnType type = expression.type().type();
        if (NumberTypes.isFloating(type)) {
            return write(expression);
        }
        Literal literal = constantOf(expression);
        if (literal instanceof Literal.OfLong of) {
            double value = java.math.BigDecimal.valueOf(of.value(), NumberTypes.scale(type))
                    .doubleValue();
            return Value.doubleBits(inputs.literal(Double.doubleToRawLongBits(value)), null);
        }
        return doubles.ofExact(integer(expression), NumberTypes.scale(type));
    }

    private @Nullable Literal constantOf(Expression expression) {
        if (expression instanceof Expression.Constant constant) {
            return constant.value();
        }
        return expression instanceof Expression.Parameter parameter
                ? parameters.get(Objects.checkIndex(parameter.ordinal(), parameters.size()))
                : null;
    }

    private Value arithmetic(Operation operation, ColumnType type, List<Expression> operands) {
        Expression first = operands.get(0);
        Expression last = operands.get(operands.size() - 1);
        if (NumberTypes.isFloating(type)) {
            return doubles.arithmetic(operation, type, asDouble(first), asDouble(last));
        }
        return exact.arithmetic(
                operation,
                type,
                number(first),
                first.type().type(),
                number(last),
                last.type().type());
    }

    /** Of 64 bits, or the CPU's. */
    Value narrow(Value value) {
        return exact.wide().narrow(value);
    }

    /** A number that a variable of 128 bits has. */
    Value wide(String code, @Nullable String nullCode, BigInteger min, BigInteger max) {
        return exact.wide().number(code, nullCode, min, max);
    }

    Value summable(Value value) {
        return exact.wide().summable(value);
    }

    private Value integer(Expression expression) {
        return narrow(number(expression));
    }

    private Value number(Expression expression) {
        Value value = write(expression);
        if (value.lane() != Value.Lane.INTEGER) {
            throw new IneligibleException(expression + " as a number");
        }
        return value;
    }

    private Value in(List<Expression> operands) {
        Expression tested = operands.get(0);
        List<Expression> members = operands.subList(1, operands.size());
        long @Nullable [] list = MemberList.of(
                tested.type().type(), members.stream().map(this::member).toList());
        if (list == null || write(tested).isWide()) {
            return logic.any(members.stream()
                    .<Expression>map(member ->
                            new Expression.Call(Operation.EQ, ValueType.nullable(ColumnType.BOOLEAN), tested, member))
                    .toList());
        }
        Value value = integer(tested);
        int place = inputs.list(list);
        String found = body.let(
                "int", "is_member(" + value.asLong() + ", p, (int) p[" + place + "], (int) p[" + (place + 1) + "])");
        boolean anyNull = members.stream().anyMatch(this::isNull);
        return logic.member(found, value.nullCode(), anyNull);
    }

    private MemberList.Member member(Expression expression) {
        return new MemberList.Member(constantOf(expression), expression.type().type(), isNull(expression));
    }
}
