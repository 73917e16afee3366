package io.gpuquery.calcite.expression;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.scan.Literal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value computed from the columns of one row. Immutable; equal trees are the same computation, which whoever evaluates them does
 * once.
 */
public sealed interface Expression {
    /** The type of its value. */
    ValueType type();

    /** The expressions that it is computed from, in order. */
    default List<Expression> operands() {
        return List.of();
    }

    /** The value of a column of the input. */
    record InputReference(int index, ValueType type) implements Expression {
        public InputReference {
            if (index < 0) {
                throw new IllegalArgumentException("column " + index);
            }
        }

        @Override
        public String toString() {
            return "$" + index;
        }
    }

    /**
     * A value that is known when the plan is made.
     *
     * @param value in the units of the type: {@link Literal.OfLong} for BOOLEAN (0, 1), integers, DATE, TIME, timestamps and DECIMAL
     *     of at most 18 digits (unscaled); {@link Literal.OfBigInteger} for a longer DECIMAL (unscaled); {@link Literal.OfDouble} for
     *     REAL and DOUBLE; {@link Literal.OfBytes} for VARCHAR (UTF-8), VARBINARY and UUID (sixteen bytes, most significant first);
     *     null is NULL
     */
    record Constant(ValueType type, @Nullable Literal value) implements Expression {
        public Constant {
            if (value == null && !type.nullable()) {
                throw new IllegalArgumentException("NULL of type " + type);
            }
        }

        @Override
        public String toString() {
            return value == null ? "NULL" : value.toString();
        }
    }

    /**
     * A value that is known when the plan is executed: a parameter of a prepared statement, or a literal that was lifted out so that
     * statements share a plan. It is taken from the execution's parameters, as {@link Constant} describes.
     */
    record Parameter(int ordinal, ValueType type) implements Expression {
        public Parameter {
            if (ordinal < 0) {
                throw new IllegalArgumentException("parameter " + ordinal);
            }
        }

        @Override
        public String toString() {
            return "?" + ordinal;
        }
    }

    /** An operation applied to operands; {@link Operation} says which operands and result each takes. */
    record Call(Operation operation, List<Expression> operands, ValueType type) implements Expression {
        public Call {
            operands = List.copyOf(operands);
            operation.checkOperandCount(operands.size());
        }

        public Call(Operation operation, ValueType type, Expression... operands) {
            this(operation, List.of(operands), type);
        }

        @Override
        public String toString() {
            return operation + operands.stream().map(Expression::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /**
     * A field of a ROW; NULL where the row is.
     *
     * @param index among the row's fields, from 0
     */
    record Field(Expression row, int index, ValueType type) implements Expression {
        public Field {
            Objects.checkIndex(index, row.type().type().fields().size());
        }

        /** In the field's own type. */
        public Field(Expression row, int index) {
            this(row, index, type(row.type(), index));
        }

        private static ValueType type(ValueType row, int index) {
            ColumnDefinition field = row.type().fields().get(index);
            return new ValueType(field.type(), row.nullable() || field.nullable());
        }

        @Override
        public List<Expression> operands() {
            return List.of(row);
        }

        @Override
        public String toString() {
            return row + "." + row.type().type().fields().get(index).name();
        }
    }

    /**
     * What no {@link Operation} covers: a function of boxed values applied row by row. Slow, and counted as a fallback.
     *
     * @param function must be free of side effects; equal (identical) functions of equal operands are called once
     * @param text for people: the SQL that fell back
     */
    record Foreign(RowFunction function, List<Expression> operands, ValueType type, String text) implements Expression {
        public Foreign {
            Objects.requireNonNull(function, "function");
            operands = List.copyOf(operands);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
