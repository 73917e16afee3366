package io.gpuquery.calcite.kernel;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes arithmetic of exact numbers in 128 bits, for rows for which 64 are not enough. A row whose numbers need more than 128 sets
 * {@code err}, and the CPU computes it.
 */
final class WideWriter {
    /** What 128 bits hold. */
    static final BigInteger LEAST = BigInteger.ONE.shiftLeft(127).negate();

    static final BigInteger GREATEST = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
    /** Numbers of so many bits can be added up in 128, whatever their number. */
    private static final int SUMMABLE_BITS = 95;

    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(Long.SIZE);

    private final KernelBody body;

    WideWriter(KernelBody body) {
        this.body = body;
    }

    /** A number as the kernel's language writes it. */
    static String text(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            return "wide_of(" + NumberTypes.text(number) + ")";
        }
        BigInteger high = BigInteger.valueOf(number.shiftRight(Long.SIZE).longValue());
        return "wide_make(" + NumberTypes.text(high) + ", " + number.mod(WORD) + "UL)";
    }

    /** A number of 128 bits, or of fewer where its range says so. */
    Value number(String code, @Nullable String nullCode, BigInteger min, BigInteger max) {
        BigInteger least = min.max(LEAST);
        BigInteger greatest = max.min(GREATEST);
        return Value.fitsLong(least, greatest)
                ? Value.integer(body.let("long", "(long) " + code + ".low"), nullCode, least, greatest)
                : Value.integer(code, nullCode, least, greatest);
    }

    Value sum(Value a, Value b, @Nullable String nullCode, BigInteger min, BigInteger max, boolean minus) {
        String x = body.let("wide", a.asWide());
        String y = body.let("wide", b.asWide());
        String code = body.let("wide", (minus ? "wide_subtract(" : "wide_add(") + x + ", " + y + ")");
        if (min.compareTo(LEAST) < 0 || max.compareTo(GREATEST) > 0) {
            String other = minus ? "(" + x + ".high ^ " + y + ".high)" : "(" + y + ".high ^ " + code + ".high)";
            body.failWhere("((" + x + ".high ^ " + code + ".high) & " + other + ") < 0", nullCode);
        }
        return number(code, nullCode, min, max);
    }

    Value product(Value a, Value b, @Nullable String nullCode, BigInteger min, BigInteger max) {
        String x = body.let("wide", a.asWide());
        String y = body.let("wide", b.asWide());
        if (min.compareTo(LEAST) < 0 || max.compareTo(GREATEST) > 0) {
            body.failWhere("!wide_product_fits(" + x + ", " + y + ")", nullCode);
        }
        return number(body.let("wide", "wide_multiply(" + x + ", " + y + ")"), nullCode, min, max);
    }

    /** The quotient, truncated or rounded half away from zero; or the rest, which has the sign of the dividend. */
    Value quotient(String function, Value a, Value b, @Nullable String nullCode) {
        String y = body.let("wide", b.asWide());
        body.failWhere(y + ".low == 0 && " + y + ".high == 0", nullCode);
        String code = body.let("wide", function + "(" + a.asWide() + ", wide_divisor(" + y + "))");
        // Rounding goes away from zero by less than one.
        BigInteger most = a.min().abs().max(a.max().abs()).add(BigInteger.ONE);
        return number(code, nullCode, most.negate(), most);
    }

    /** A number that is divided by another, which is not zero. */
    Value reduced(Value value, BigInteger divisor, boolean truncate) {
        String function = truncate ? "wide_truncated" : "wide_half_up";
        String code = body.let("wide", function + "(" + value.asWide() + ", " + text(divisor) + ")");
        BigInteger min = value.min().divide(divisor).subtract(BigInteger.ONE);
        BigInteger max = value.max().divide(divisor).add(BigInteger.ONE);
        return number(code, value.nullCode(), min, max);
    }

    /** Sees that a number is within bounds. */
    Value bounded(Value value, BigInteger least, BigInteger greatest) {
        if (value.isWithin(least, greatest)) {
            return value;
        }
        String code = value.asWide();
        BigInteger min = least.max(value.min());
        BigInteger max = greatest.min(value.max());
        body.failWhere(
                "wide_less(" + code + ", " + text(min) + ") || wide_less(" + text(max) + ", " + code + ")",
                value.nullCode());
        return number(body.let("wide", code), value.nullCode(), min, max);
    }

    /** One of 64 bits, or the CPU's. */
    Value narrow(Value value) {
        return value.isWide() ? bounded(value, Value.LEAST_LONG, Value.GREATEST_LONG) : value;
    }

    /** One that can be added up, or the CPU's. */
    Value summable(Value value) {
        BigInteger end = BigInteger.ONE.shiftLeft(SUMMABLE_BITS);
        return value.isWide() ? bounded(value, end.negate(), end) : value;
    }

    /** How two numbers compare. */
    static String comparison(String sign, Value a, Value b) {
        String x = a.asWide();
        String y = b.asWide();
        return switch (sign) {
            case "==" -> "wide_equal(" + x + ", " + y + ")";
            case "!=" -> "!wide_equal(" + x + ", " + y + ")";
            case "<" -> "wide_less(" + x + ", " + y + ")";
            case "<=" -> "!wide_less(" + y + ", " + x + ")";
            case ">" -> "wide_less(" + y + ", " + x + ")";
            default -> "!wide_less(" + x + ", " + y + ")";
        };
    }
}
