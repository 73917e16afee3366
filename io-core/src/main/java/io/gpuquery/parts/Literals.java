package io.gpuquery.parts;

import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.math.BigInteger;
import java.util.Arrays;

/** Comparison of constants of one column. */
final class Literals {
    private Literals() {}

    /** Orders values of one type: strings by code point, as bytes of UTF-8. */
    static int compare(Literal left, Literal right) {
        if (left instanceof Literal.OfBytes bytes) {
            return Arrays.compareUnsigned(bytes.value(), ((Literal.OfBytes) right).value());
        }
        if (left instanceof Literal.OfDouble number) {
            return Double.compare(number.value(), ((Literal.OfDouble) right).value());
        }
        return integer(left).compareTo(integer(right));
    }

    static boolean holds(Literal left, Operator operator, Literal right) {
        int order = compare(left, right);
        return switch (operator) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static BigInteger integer(Literal literal) {
        return literal instanceof Literal.OfBigInteger big
                ? big.value()
                : BigInteger.valueOf(((Literal.OfLong) literal).value());
    }
}
