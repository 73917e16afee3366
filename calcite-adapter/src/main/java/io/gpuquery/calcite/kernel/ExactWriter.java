package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes arithmetic of exact numbers in 64 bits. What ranges do not rule out is checked for each row: one whose numbers need more bits,
 * or do not fit the type of a result, sets {@code err}; then all is computed again in 128 bits, where it may be.
 */
final class ExactWriter {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int MOST_DIGITS = 18;

    private final KernelBody body;
    private final boolean isWide;
    private final WideWriter wide;

    /** Takes whether numbers of more than 64 bits are computed. */
    ExactWriter(KernelBody body, boolean isWide) {
        this.body = body;
        this.isWide = isWide;
        this.wide = new WideWriter(body);
    }

    WideWriter wide() {
        return wide;
    }

    /** Whether something is computed in 128 bits whose result is of a range. */
    private boolean isWide(Value a, Value b, BigInteger min, BigInteger max) {
        return isWide && (a.isWide() || b.isWide() || !Value.fitsLong(min, max));
    }

    /** Of two operands, or of one. */
    Value arithmetic(Operation operation, ColumnType type, Value a, ColumnType ofA, Value b, ColumnType ofB) {
        int scale = Math.max(NumberTypes.scale(ofA), NumberTypes.scale(ofB));
        return switch (operation) {
            case PLUS -> fitted(add(up(a, ofA, scale), up(b, ofB, scale)), scale, type);
            case MINUS -> fitted(subtract(up(a, ofA, scale), up(b, ofB, scale)), scale, type);
            case TIMES -> fitted(multiply(a, b), NumberTypes.scale(ofA) + NumberTypes.scale(ofB), type);
            case DIVIDE -> divide(type, a, ofA, b, ofB);
            case MODULO -> fitted(modulo(up(a, ofA, scale), up(b, ofB, scale)), scale, type);
            case NEGATE -> fitted(negate(a), NumberTypes.scale(ofA), type);
            case ABS -> fitted(absolute(a), NumberTypes.scale(ofA), type);
            case FLOOR -> fitted(whole(a, NumberTypes.scale(ofA), false), 0, type);
            case CEIL -> fitted(whole(a, NumberTypes.scale(ofA), true), 0, type);
            default -> throw new IneligibleException(operation + " of exact numbers");
        };
    }

    private Value up(Value value, ColumnType type, int scale) {
        return rescale(value, scale - NumberTypes.scale(type), true);
    }

    /** Brings a number to the digits after the point of a type, and sees that it fits. */
    Value fitted(Value value, int scale, ColumnType type) {
        return fit(rescale(value, NumberTypes.scale(type) - scale, NumberTypes.isInteger(type)), type);
    }

    /** Sees that a number fits a type. */
    Value fit(Value value, ColumnType type) {
        BigInteger least = NumberTypes.least(type);
        BigInteger greatest = NumberTypes.greatest(type);
        if (value.isWithin(least, greatest)) {
            return value;
        }
        if (value.isWide()) {
            return wide.bounded(value, least, greatest);
        }
        BigInteger min = least.max(value.min());
        BigInteger max = greatest.min(value.max());
        body.failWhere(
                value.code() + " < " + NumberTypes.text(min) + " || " + value.code() + " > " + NumberTypes.text(max),
                value.nullCode());
        return Value.integer(value.code(), value.nullCode(), min, max);
    }

    /** The same number with more or fewer digits after the point. */
    Value rescale(Value value, int more, boolean truncate) {
        if (more == 0) {
            return value;
        }
        if (Math.abs(more) > (isWide ? 2 * MOST_DIGITS : MOST_DIGITS)) {
            throw new IneligibleException("a difference of " + Math.abs(more) + " digits");
        }
        BigInteger power = BigInteger.TEN.pow(Math.abs(more));
        if (more > 0) {
            return multiply(value, constant(power));
        }
        if (value.isWide() || power.bitLength() >= Long.SIZE) {
            return wide.reduced(value, power, truncate);
        }
        String divisor = NumberTypes.text(power);
        String code = truncate
                ? "(" + value.asLong() + ") / " + divisor
                : "divide_half_up(" + value.asLong() + ", " + divisor + ")";
        // Rounding goes away from zero by less than one.
        BigInteger min = value.min().divide(power).subtract(BigInteger.ONE);
        BigInteger max = value.max().divide(power).add(BigInteger.ONE);
        return Value.integer(
                body.let("long", code), value.nullCode(), /* min= */ min.max(LEAST), /* max= */ max.min(GREATEST));
    }

    private static Value constant(BigInteger number) {
        boolean isLong = number.bitLength() < Long.SIZE;
        return Value.integer(isLong ? NumberTypes.text(number) : WideWriter.text(number), null, number, number);
    }

    private Value add(Value a, Value b) {
        return sum(a, b, a.min().add(b.min()), a.max().add(b.max()), "+");
    }

    private Value subtract(Value a, Value b) {
        return sum(a, b, a.min().subtract(b.max()), a.max().subtract(b.min()), "-");
    }

    private Value sum(Value a, Value b, BigInteger min, BigInteger max, String sign) {
        String nullCode = body.either(a.nullCode(), b.nullCode());
        if (isWide(a, b, min, max)) {
            return wide.sum(a, b, nullCode, min, max, sign.equals("-"));
        }
        if (Value.fitsLong(min, max)) {
            String type = Value.typeOf(min, max);
            String code = "(" + type + ") " + a.code() + " " + sign + " (" + type + ") " + b.code();
            return Value.integer(body.let(type, code), nullCode, min, max);
        }
        String x = body.let("long", a.code());
        String y = body.let("long", b.code());
        String code = body.let("long", "(long) ((ulong) " + x + " " + sign + " (ulong) " + y + ")");
        String other = sign.equals("+") ? "(" + y + " ^ " + code + ")" : "(" + x + " ^ " + y + ")";
        body.failWhere("((" + x + " ^ " + code + ") & " + other + ") < 0", nullCode);
        return Value.integer(code, nullCode, /* min= */ min.max(LEAST), /* max= */ max.min(GREATEST));
    }

    private Value multiply(Value a, Value b) {
        String nullCode = body.either(a.nullCode(), b.nullCode());
        BigInteger[] corners = {
            a.min().multiply(b.min()),
            a.min().multiply(b.max()),
            a.max().multiply(b.min()),
            a.max().multiply(b.max())
        };
        BigInteger min = corners[0];
        BigInteger max = corners[0];
        for (BigInteger corner : corners) {
            min = min.min(corner);
            max = max.max(corner);
        }
        if (isWide(a, b, min, max)) {
            return wide.product(a, b, nullCode, min, max);
        }
        if (Value.fitsLong(min, max)) {
            String type = Value.typeOf(min, max);
            return Value.integer(
                    body.let(type, "(" + type + ") " + a.code() + " * (" + type + ") " + b.code()), nullCode, min, max);
        }
        String x = body.let("long", a.code());
        String y = body.let("long", b.code());
        String code = body.let("long", "(long) ((ulong) " + x + " * (ulong) " + y + ")");
        body.failWhere("MULTIPLY_HIGH(" + x + ", " + y + ") != (" + code + " >> 63)", nullCode);
        return Value.integer(code, nullCode, /* min= */ min.max(LEAST), /* max= */ max.min(GREATEST));
    }

    private Value divide(ColumnType type, Value a, ColumnType ofA, Value b, ColumnType ofB) {
        int more = NumberTypes.scale(type) - NumberTypes.scale(ofA) + NumberTypes.scale(ofB);
        if (more < 0) {
            throw new IneligibleException("a quotient of fewer digits");
        }
        Value dividend = rescale(a, more, true);
        String nullCode = body.either(a.nullCode(), b.nullCode());
        if (isWide(dividend, b, dividend.min(), dividend.max())) {
            boolean truncate = NumberTypes.isInteger(type);
            return fit(wide.quotient(truncate ? "wide_truncated" : "wide_half_up", dividend, b, nullCode), type);
        }
        String divisor = divisor(dividend, b, nullCode);
        String code = NumberTypes.isInteger(type)
                ? "(" + dividend.asLong() + ") / " + divisor
                : "divide_half_up(" + dividend.asLong() + ", " + divisor + ")";
        BigInteger most = dividend.min().abs().max(dividend.max().abs()).min(GREATEST);
        Value quotient = Value.integer(body.let("long", code), nullCode, most.negate(), most);
        return fit(quotient, type);
    }

    /** A divisor by which the dividend can be divided without a fault, whatever it is. */
    private String divisor(Value dividend, Value b, @Nullable String nullCode) {
        body.failWhere(
                b.code() + " == 0"
                        + (dividend.isWithin(LEAST.add(BigInteger.ONE), GREATEST)
                                ? ""
                                : " || (" + b.code() + " == -1 && " + dividend.code() + " == " + NumberTypes.text(LEAST)
                                        + ")"),
                nullCode);
        boolean safe = dividend.isWithin(LEAST.add(BigInteger.ONE), GREATEST);
        String bad = safe
                ? ""
                : " || (" + b.code() + " == -1 && " + dividend.code() + " == " + NumberTypes.text(LEAST) + ")";
        return body.let("long", b.code() + " == 0" + bad + " ? 1 : " + b.asLong());
    }

    private Value modulo(Value a, Value b) {
        String nullCode = body.either(a.nullCode(), b.nullCode());
        if (isWide(a, b, a.min(), a.max())) {
            return wide.quotient("wide_rest", a, b, nullCode);
        }
        String divisor = divisor(a, b, nullCode);
        BigInteger most = a.min().abs().max(a.max().abs()).min(GREATEST);
        return Value.integer(body.let("long", "(" + a.asLong() + ") % " + divisor), nullCode, most.negate(), most);
    }

    private Value negate(Value a) {
        return subtract(constant(BigInteger.ZERO), a);
    }

    private Value absolute(Value a) {
        Value negated = negate(a);
        BigInteger most = negated.max().max(a.max());
        if (a.isWide() || negated.isWide()) {
            String code = body.let("wide", "wide_magnitude(" + a.asWide() + ")");
            return wide.number(code, a.nullCode(), BigInteger.ZERO, most);
        }
        String type = Value.typeOf(BigInteger.ZERO, most);
        return Value.integer(
                body.let(type, a.code() + " < 0 ? (" + type + ") " + negated.code() + " : (" + type + ") " + a.code()),
                a.nullCode(),
                BigInteger.ZERO,
                most);
    }

    /** The greatest whole number that is not greater, or the least that is not less. */
    private Value whole(Value number, int scale, boolean up) {
        Value value = wide.narrow(number);
        if (scale == 0) {
            return value;
        }
        if (scale > MOST_DIGITS) {
            throw new IneligibleException("a whole number of a decimal of " + scale + " digits after the point");
        }
        BigInteger unit = BigInteger.TEN.pow(scale);
        Value floor = floorDivide(value, unit);
        if (!up) {
            return floor;
        }
        String power = NumberTypes.text(unit);
        return Value.integer(
                body.let(
                        "long",
                        floor.code() + " + (" + floor.code() + " * " + power + " != " + value.code() + " ? 1 : 0)"),
                value.nullCode(),
                floor.min(),
                floor.max().add(BigInteger.ONE));
    }

    /** The greatest whole quotient that is not greater, by a positive number. */
    Value floorDivide(Value number, BigInteger divisor) {
        Value value = wide.narrow(number);
        String code = body.let("long", "floor_divide(" + value.asLong() + ", " + NumberTypes.text(divisor) + ")");
        BigInteger min = value.min().divide(divisor).subtract(BigInteger.ONE);
        return Value.integer(
                code,
                value.nullCode(),
                min.max(LEAST),
                value.max().divide(divisor).max(BigInteger.ZERO));
    }

    Value plus(Value a, Value b) {
        return add(a, b);
    }

    Value times(Value value, BigInteger factor) {
        return multiply(value, constant(factor));
    }
}
