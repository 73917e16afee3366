package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Booleans;
import io.gpuquery.calcite.exec.vector.Comparison;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.NestedKeys;
import io.gpuquery.calcite.exec.vector.Nesting;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes nodes of expressions. */
final class ExpressionCompiler {
    private final NodeFactory factory;
    private final Numbers numbers;
    private final Texts texts;
    private final Times times;
    private final Casts casts;
    private final List<@Nullable Literal> parameters;
    private final Consumer<String> fallbacks;

    ExpressionCompiler(NodeFactory factory, List<@Nullable Literal> parameters, Consumer<String> fallbacks) {
        this.factory = factory;
        this.numbers = new Numbers(factory);
        this.texts = new Texts(factory);
        this.times = new Times(factory);
        this.casts = new Casts(factory, numbers);
        this.parameters = parameters;
        this.fallbacks = fallbacks;
    }

    /** Takes the nodes of the columns that input references speak of. */
    Node compile(Expression expression, List<Node> columns) {
        if (expression instanceof Expression.InputReference reference) {
            return columns.get(reference.index());
        }
        if (expression instanceof Expression.Constant constant) {
            return factory.constant(constant.value(), constant.type().type());
        }
        if (expression instanceof Expression.Parameter parameter) {
            Objects.checkIndex(parameter.ordinal(), parameters.size());
            return factory.constant(
                    parameters.get(parameter.ordinal()), parameter.type().type());
        }
        Node[] operands = new Node[expression.operands().size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = compile(expression.operands().get(i), columns);
        }
        ColumnType type = expression.type().type();
        if (expression instanceof Expression.Foreign foreign) {
            fallbacks.accept(foreign.text());
            return factory.make(
                    foreign.function(), type, id -> new ForeignNode(id, type, foreign.function(), operands), operands);
        }
        if (expression instanceof Expression.Field field) {
            int index = field.index();
            return factory.function(
                    List.of("field", index),
                    type,
                    false,
                    (v, scratch) -> Nesting.field(v[0], index, type, scratch),
                    operands);
        }
        return call(((Expression.Call) expression).operation(), type, operands);
    }

    private Node call(Operation operation, ColumnType type, Node... operands) {
        Node first = operands[0];
        return switch (operation) {
            case AND, OR -> logic(operation == Operation.AND, operands);
            case NOT, IS_TRUE, IS_FALSE, IS_NOT_TRUE, IS_NOT_FALSE -> logical(operation, first);
            case IS_NULL ->
                factory.function(operation, type, false, (v, scratch) -> Booleans.isNull(v[0], scratch), first);
            case IS_NOT_NULL -> isNotNull(first);
            case EQ -> compare(Comparison.EQ, first, operands[1]);
            case NE -> compare(Comparison.NE, first, operands[1]);
            case LT -> compare(Comparison.LT, first, operands[1]);
            case LE -> compare(Comparison.LE, first, operands[1]);
            case GT -> compare(Comparison.GT, first, operands[1]);
            case GE -> compare(Comparison.GE, first, operands[1]);
            case IS_NOT_DISTINCT_FROM -> isNotDistinct(first, operands[1]);
            case IS_DISTINCT_FROM -> logical(Operation.NOT, isNotDistinct(first, operands[1]));
            case IN -> in(operands);
            case PLUS, MINUS, TIMES, DIVIDE, MODULO, NEGATE, ABS, FLOOR, CEIL, SQRT, POWER, LN, EXP ->
                numbers.arithmetic(operation, type, operands);
            case CASE -> {
                Node chosen = new ChosenTexts(factory).of(type, operands, codes -> cases(ColumnType.INTEGER, 0, codes));
                yield chosen == null ? cases(type, 0, operands) : chosen;
            }
            case COALESCE -> coalesce(type, 0, operands);
            case CAST -> casts.cast(first, type);
            case CARDINALITY ->
                factory.function(operation, type, false, (v, scratch) -> Nesting.cardinality(v[0], scratch), first);
            case MAPPED ->
                factory.function(
                        operation,
                        type,
                        false,
                        (v, scratch) -> NestedKeys.mapped(v[0], v[1], first.type, scratch),
                        first,
                        operands[1]);
            case TO_KEY ->
                factory.function(operation, type, false, (v, scratch) -> NestedKeys.write(v[0], first.type), first);
            case FROM_KEY ->
                factory.function(operation, type, false, (v, scratch) -> NestedKeys.read(v[0], type, scratch), first);
            case ELEMENT ->
                factory.function(
                        operation,
                        type,
                        false,
                        (v, scratch) -> Nesting.element(v[0], v[1], type, scratch),
                        first,
                        operands[1]);
            case LIKE,
                    SUBSTRING,
                    UPPER,
                    LOWER,
                    TRIM_BOTH,
                    TRIM_LEADING,
                    TRIM_TRAILING,
                    CHAR_LENGTH,
                    OCTET_LENGTH,
                    CONCAT,
                    POSITION -> texts.call(operation, type, operands);
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
                    EXTRACT_EPOCH,
                    FLOOR_YEAR,
                    FLOOR_QUARTER,
                    FLOOR_MONTH,
                    FLOOR_WEEK,
                    FLOOR_DAY,
                    FLOOR_HOUR,
                    FLOOR_MINUTE,
                    FLOOR_SECOND,
                    ADD_MONTHS,
                    ADD_MILLIS,
                    MILLIS_BETWEEN,
                    MONTHS_BETWEEN -> times.call(operation, type, operands);
        };
    }

    private Node logic(boolean and, Node... operands) {
        Node result = operands[0];
        for (int i = 1; i < operands.length; i++) {
            Node first = result;
            Node second = operands[i];
            result = factory.make(
                    and ? Operation.AND : Operation.OR,
                    ColumnType.BOOLEAN,
                    id -> new LogicNode(id, and, first, second),
                    first,
                    second);
        }
        return result;
    }

    private Node logical(Operation operation, Node operand) {
        FunctionNode.Loop loop = switch (operation) {
            case NOT -> (v, scratch) -> Booleans.not((IntVector) v[0], scratch);
            case IS_TRUE -> (v, scratch) -> Booleans.isTrue((IntVector) v[0]);
            case IS_FALSE -> (v, scratch) -> Booleans.isFalse((IntVector) v[0], scratch);
            case IS_NOT_TRUE -> (v, scratch) -> Booleans.isNotTrue((IntVector) v[0], scratch);
            case IS_NOT_FALSE -> (v, scratch) -> Booleans.isNotFalse((IntVector) v[0], scratch);
            default -> throw new IllegalArgumentException(operation + " is no test of a boolean");
        };
        return factory.function(operation, ColumnType.BOOLEAN, false, loop, operand);
    }

    private Node isNotNull(Node operand) {
        return factory.function(
                Operation.IS_NOT_NULL,
                ColumnType.BOOLEAN,
                false,
                (v, scratch) -> Booleans.isNotNull(v[0], scratch),
                operand);
    }

    private Node compare(Comparison comparison, Node a, Node b) {
        Node left = a;
        Node right = b;
        if (a.type.kind() == ColumnType.Kind.DATE && b.type.kind() != ColumnType.Kind.DATE) {
            left = casts.cast(a, b.type);
        } else if (b.type.kind() == ColumnType.Kind.DATE && a.type.kind() != ColumnType.Kind.DATE) {
            right = casts.cast(b, a.type);
        }
        return numbers.compare(comparison, left, right);
    }

    private Node isNotDistinct(Node a, Node b) {
        Node bothNull = logic(true, logical(Operation.NOT, isNotNull(a)), logical(Operation.NOT, isNotNull(b)));
        Node equal = logical(Operation.IS_TRUE, compare(Comparison.EQ, a, b));
        return logic(false, equal, bothNull);
    }

    private Node in(Node... operands) {
        Node tested = operands[0];
        List<ConstantNode> constants = new ArrayList<>();
        for (int i = 1; i < operands.length; i++) {
            if (operands[i] instanceof ConstantNode constant) {
                constants.add(constant);
            }
        }
        if (constants.size() == operands.length - 1 && constants.size() > 2) {
            List<Vector> values = MemberSet.values(tested.type, constants, numbers);
            if (values != null) {
                MemberSet members = MemberSet.of(values);
                return factory.function(
                        Operation.IN,
                        ColumnType.BOOLEAN,
                        false,
                        (v, scratch) -> members.contains(v[0], scratch),
                        memberOperands(tested, constants));
            }
        }
        Node any = compare(Comparison.EQ, tested, operands[1]);
        for (int i = 2; i < operands.length; i++) {
            any = logic(false, any, compare(Comparison.EQ, tested, operands[i]));
        }
        return any;
    }

    private static Node[] memberOperands(Node tested, List<ConstantNode> constants) {
        List<Node> all = new ArrayList<>();
        all.add(tested);
        all.addAll(constants);
        return all.toArray(Node[]::new);
    }

    private Node cases(ColumnType type, int at, Node... operands) {
        if (at == operands.length - 1) {
            return casts.coerce(operands[at], type);
        }
        Node value = casts.coerce(operands[at + 1], type);
        return choice(type, operands[at], value, cases(type, at + 2, operands));
    }

    private Node choice(ColumnType type, Node condition, Node value, Node otherwise) {
        if (condition instanceof ConstantNode constant) {
            return ((IntVector) constant.value).values()[0] != 0 ? value : otherwise;
        }
        return factory.make(
                Operation.CASE,
                type,
                id -> new CaseNode(id, type, condition, value, otherwise),
                condition,
                value,
                otherwise);
    }

    private Node coalesce(ColumnType type, int at, Node... operands) {
        Node value = casts.coerce(operands[at], type);
        return at == operands.length - 1
                ? value
                : choice(type, isNotNull(operands[at]), value, coalesce(type, at + 1, operands));
    }
}
