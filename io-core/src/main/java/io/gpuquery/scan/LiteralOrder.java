package io.gpuquery.scan;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The order of constants of one column, as predicates know it. */
public final class LiteralOrder {
    private LiteralOrder() {}

    /** Negative, zero or positive; null where the two have no order: of different kinds, or one of them NaN. */
    public static @Nullable Integer compare(Literal left, Literal right) {
        if (left instanceof Literal.OfLong a && right instanceof Literal.OfLong b) {
            return Long.compare(a.value(), b.value());
        }
        if (left instanceof Literal.OfDouble a && right instanceof Literal.OfDouble b) {
            return compare(a.value(), b.value());
        }
        if (left instanceof Literal.OfBytes a && right instanceof Literal.OfBytes b) {
            return Arrays.compareUnsigned(a.value(), b.value());
        }
        BigInteger a = integer(left);
        BigInteger b = integer(right);
        return a == null || b == null ? null : (Integer) a.compareTo(b);
    }

    /** Zeros of both signs are equal. */
    private static @Nullable Integer compare(double left, double right) {
        if (left < right) {
            return -1;
        }
        if (left > right) {
            return 1;
        }
        return left == right ? 0 : null;
    }

    private static @Nullable BigInteger integer(Literal literal) {
        if (literal instanceof Literal.OfLong value) {
            return BigInteger.valueOf(value.value());
        }
        return literal instanceof Literal.OfBigInteger value ? value.value() : null;
    }
}
