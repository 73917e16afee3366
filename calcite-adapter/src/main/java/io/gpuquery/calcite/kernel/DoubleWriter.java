package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.math.BigInteger;

/**
 * Writes what is done with doubles, which are kept as their bits. They are compared as integers in the same order, on every device;
 * arithmetic is only for devices that have doubles.
 */
final class DoubleWriter {
    /** Below it a double holds every integer. */
    private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);

    private static final int EXACT_POWERS = 22;

    private final KernelBody body;
    private final boolean fp64;

    DoubleWriter(KernelBody body, boolean fp64) {
        this.body = body;
        this.fp64 = fp64;
    }

    /** As Java compares primitives: NaN is unequal to all, and -0 equals 0. */
    Value compare(Operation comparison, Value a, Value b) {
        String function = switch (comparison) {
            case EQ -> "double_equal";
            case NE -> "!double_equal";
            case LT, GT -> "double_less";
            case LE, GE -> "double_less_or_equal";
            default -> throw new IllegalArgumentException(comparison + " is no comparison");
        };
        boolean mirrored = comparison == Operation.GT || comparison == Operation.GE;
        String call = function + "(" + (mirrored ? b : a).code() + ", " + (mirrored ? a : b).code() + ")";
        String nullCode = body.either(a.nullCode(), b.nullCode());
        return Value.logical(body.let("int", nullCode == null ? call : "(" + nullCode + " == 0) & " + call), nullCode);
    }

    /** Of two operands, or of one. */
    Value arithmetic(Operation operation, ColumnType type, Value a, Value b) {
        String nullCode = body.either(a.nullCode(), b.nullCode());
        String bits = switch (operation) {
            case NEGATE -> "(long) ((ulong) " + a.code() + " ^ ((ulong) 1 << 63))";
            case ABS -> a.code() + " & MAGNITUDE";
            case FLOOR -> "double_floor(" + a.code() + ")";
            case CEIL -> "double_ceil(" + a.code() + ")";
            default -> "BITS_OF(" + number(operation, a.code(), b.code()) + ")";
        };
        Value result = Value.doubleBits(body.let("long", bits), nullCode);
        // What is whole, or changes its sign only, fits a REAL if the operand did.
        return bits.startsWith("BITS_OF") ? rounded(result, type) : result;
    }

    private String number(Operation operation, String a, String b) {
        require(operation.toString());
        String x = "DOUBLE_OF(" + a + ")";
        String y = "DOUBLE_OF(" + b + ")";
        return switch (operation) {
            case PLUS -> x + " + " + y;
            case MINUS -> x + " - " + y;
            case TIMES -> x + " * " + y;
            case DIVIDE -> x + " / " + y;
            default -> throw new IneligibleException(operation + " of doubles");
        };
    }

    /** The integer that is next to a number, or next towards zero; only the CPU can tell what is to become of others. */
    Value toInteger(Value value, boolean round) {
        body.failWhere("!is_integral(" + value.code() + ")", value.nullCode());
        String code = "integer_of_double(" + value.code() + ", " + (round ? 1 : 0) + ")";
        return Value.integerOfBits(body.let("long", code), value.nullCode(), Long.SIZE);
    }

    /** To what a REAL holds, if the type is one. */
    Value rounded(Value value, ColumnType type) {
        if (type.kind() != ColumnType.Kind.REAL) {
            return value;
        }
        // Not by the device's own conversion: some know no subnormal numbers of 32 bits.
        return Value.doubleBits(body.let("long", "rounded_to_float(" + value.code() + ")"), value.nullCode());
    }

    /** An exact number as a double, rounded once. */
    Value ofExact(Value value, int scale) {
        if (scale == 0) {
            return Value.doubleBits(body.let("long", "double_of_integer(" + value.asLong() + ")"), value.nullCode());
        }
        require("a decimal as a double");
        if (scale > EXACT_POWERS) {
            throw new IneligibleException("a decimal of " + scale + " digits after the point as a double");
        }
        if (!value.isWithin(EXACT.negate(), EXACT)) {
            String most = NumberTypes.text(EXACT);
            body.failWhere(value.code() + " < -" + most + " || " + value.code() + " > " + most, value.nullCode());
        }
        String power = "1e" + scale;
        return Value.doubleBits(
                body.let("long", "BITS_OF((FP64) " + value.asLong() + " / (FP64) " + power + ")"), value.nullCode());
    }

    private void require(String what) {
        if (!fp64) {
            throw new IneligibleException(what + " on a device without doubles");
        }
    }
}
