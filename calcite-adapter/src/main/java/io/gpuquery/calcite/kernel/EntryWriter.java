package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes what depends on one column of texts alone as a look-up by code, or by row where there are no codes, in a table that the CPU
 * fills.
 */
final class EntryWriter {
    private final KernelBody body;
    private final KernelInputs inputs;
    private final List<ColumnShape> shapes;
    private final ExpressionWriter expressions;

    EntryWriter(KernelBody body, KernelInputs inputs, List<ColumnShape> shapes, ExpressionWriter expressions) {
        this.body = body;
        this.inputs = inputs;
        this.shapes = shapes;
        this.expressions = expressions;
    }

    /** The column of texts that is all that an expression depends on; negative if it depends on others, or none. */
    int onlyText(Expression expression) {
        Set<Integer> columns = new HashSet<>();
        ExpressionWriter.collect(expression, columns);
        int column = columns.size() == 1 ? columns.iterator().next() : -1;
        return column >= 0 && shapes.get(column).storage() == Storage.VIEW ? column : -1;
    }

    Value lookup(Expression expression, int column) {
        ColumnType type = expression.type().type();
        Storage storage = type.storage();
        if (storage == Storage.VIEW || storage == Storage.INT128 || storage == Storage.NESTED) {
            throw new IneligibleException(expression + " gives values of " + type);
        }
        return looked(expression, column, type);
    }

    /** A word of a text, in whose order texts are as far as their first bytes tell. */
    Value textWord(Expression expression) {
        int column = onlyText(expression);
        if (column < 0) {
            throw new IneligibleException("the order of " + expression);
        }
        return looked(expression, column, ColumnType.BIGINT);
    }

    private Value looked(Expression expression, int column, ColumnType type) {
        int number = inputs.lookup(expression, column);
        String at = shapes.get(column).coded() ? entry(expression, column, number) : "row";
        String flags = body.let("int", inputs.flags(number) + "[" + at + "]");
        String nullCode = body.let("int", flags + " >> 1");
        if (type.kind() == ColumnType.Kind.BOOLEAN) {
            return Value.logical(body.let("int", flags + " & 1"), nullCode);
        }
        String value = body.let("long", inputs.numbers(number) + "[" + at + "]");
        if (NumberTypes.isFloating(type)) {
            return Value.doubleBits(value, nullCode);
        }
        return NumberTypes.isExact(type)
                ? Value.integer(value, nullCode, NumberTypes.least(type), NumberTypes.greatest(type))
                : Value.integerOfBits(value, nullCode, Long.SIZE);
    }

    /** The entry of NULL is the last; how many there are is an argument. */
    private String entry(Expression expression, int column, int number) {
        String codes = inputs.values(column, "int") + "[row]";
        String isNull = expressions.write(reference(expression, column)).nullCode();
        return body.let(
                "int", isNull == null ? codes : isNull + " ? (int) " + inputs.entryCount(number) + " : " + codes);
    }

    private static Expression reference(Expression expression, int column) {
        if (expression instanceof Expression.InputReference reference && reference.index() == column) {
            return expression;
        }
        for (Expression operand : expression.operands()) {
            Set<Integer> columns = new HashSet<>();
            ExpressionWriter.collect(operand, columns);
            if (columns.contains(column)) {
                return reference(operand, column);
            }
        }
        throw new IllegalArgumentException(expression + " does not refer to column " + column);
    }
}
