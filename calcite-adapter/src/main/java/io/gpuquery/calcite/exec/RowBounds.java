package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.scan.Literal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Which rows of a result are wanted. */
record RowBounds(long offset, long fetch) {
    static RowBounds of(@Nullable Expression offset, @Nullable Expression fetch, ExecutionContext context) {
        return new RowBounds(
                offset == null ? 0 : number(offset, context), fetch == null ? Long.MAX_VALUE : number(fetch, context));
    }

    /** Rows that have to be seen. */
    long end() {
        long end = offset + fetch;
        return end < 0 ? Long.MAX_VALUE : end;
    }

    private static long number(Expression expression, ExecutionContext context) {
        Literal value;
        if (expression instanceof Expression.Constant constant) {
            value = constant.value();
        } else if (expression instanceof Expression.Parameter parameter) {
            value = context.parameters().get(parameter.ordinal());
        } else {
            throw new IllegalArgumentException("a number of rows is a constant or a parameter, not " + expression);
        }
        BigInteger number;
        if (value instanceof Literal.OfLong small) {
            int scale = expression.type().type().scale();
            number = BigInteger.valueOf(small.value()).divide(BigInteger.TEN.pow(scale));
        } else if (value instanceof Literal.OfBigInteger big) {
            number = big.value()
                    .divide(BigInteger.TEN.pow(expression.type().type().scale()));
        } else {
            throw new IllegalArgumentException("a number of rows is a number, not " + value);
        }
        if (number.signum() < 0) {
            throw new IllegalArgumentException("a number of rows is not negative, as " + number + " is");
        }
        return number.bitLength() < Long.SIZE ? number.longValueExact() : Long.MAX_VALUE;
    }
}
