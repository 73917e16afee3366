package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes values of types, with many that are special, and constants of them. */
final class Values {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "abc",
            "Abcdefghijkl",
            "a longer text than twelve",
            "a longer text than Twelve",
            "ä",
            "日本語",
            "x😀y",
            " pad ",
            "%",
            "_",
            "12",
            " -7 ",
            "line\nend",
            "straße",
            "2020-02-29");

    private Values() {}

    static @Nullable Object random(ValueType type, Random random) {
        return type.nullable() && random.nextInt(5) == 0 ? null : value(type.type(), random);
    }

    private static Object value(ColumnType type, Random random) {
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean();
            case TINYINT -> (byte) integer(random, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> (short) integer(random, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> (int) integer(random, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> integer(random, Long.MIN_VALUE, Long.MAX_VALUE);
            case REAL -> (float) floating(random);
            case DOUBLE -> floating(random);
            case DECIMAL -> decimal(type, random);
            case DATE -> random.nextInt(40_000) - 10_000;
            case TIME -> random.nextInt(86_400_000);
            case TIMESTAMP, TIMESTAMP_LTZ -> (random.nextLong() >> 22);
            case VARCHAR -> TEXTS.get(random.nextInt(TEXTS.size()));
            case VARBINARY -> TestTable.bytes(TEXTS.get(random.nextInt(TEXTS.size())));
            case UUID, ARRAY, MAP, ROW -> throw new AssertionError(type);
        };
    }

    private static long integer(Random random, long least, long most) {
        return switch (random.nextInt(12)) {
            case 0 -> least;
            case 1 -> most;
            case 2 -> (random.nextLong() & most) - (random.nextBoolean() ? 0 : most);
            default -> random.nextInt(41) - 20;
        };
    }

    private static double floating(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> Double.POSITIVE_INFINITY;
            case 4 -> Double.NEGATIVE_INFINITY;
            case 5 -> 1e300;
            case 6 -> Double.MIN_VALUE;
            default -> (random.nextInt(2001) - 1000) / 8.0;
        };
    }

    private static BigDecimal decimal(ColumnType type, Random random) {
        BigInteger limit = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger unscaled = switch (random.nextInt(8)) {
            case 0 -> limit;
            case 1 -> limit.negate();
            case 2 -> new BigInteger(limit.bitLength() - 1, random);
            default -> BigInteger.valueOf(random.nextInt(2001) - 1000).mod(limit);
        };
        return new BigDecimal(unscaled, type.scale());
    }

    /** Milliseconds of a row function in the units that the type counts. */
    static @Nullable Object units(ColumnType type, @Nullable Object value) {
        boolean time = type.kind() == ColumnType.Kind.TIME
                || type.kind() == ColumnType.Kind.TIMESTAMP
                || type.kind() == ColumnType.Kind.TIMESTAMP_LTZ;
        return time && value != null
                ? (Object) (((Number) value).longValue() * (long) Math.pow(10, type.precision() - 3))
                : value;
    }

    static Expression constant(ValueType type, @Nullable Object value) {
        return new Expression.Constant(type, literal(type.type(), value));
    }

    static @Nullable Literal literal(ColumnType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.storage()) {
            case INT8, INT16, INT32, INT64 ->
                new Literal.OfLong(TestTable.unscaled(value).longValueExact());
            case INT128 -> new Literal.OfBigInteger(TestTable.unscaled(value));
            case FLOAT32, FLOAT64 -> new Literal.OfDouble(((Number) value).doubleValue());
            case VIEW -> new Literal.OfBytes(TestTable.bytes(value));
            case NESTED -> throw new AssertionError(type);
        };
    }

    static Expression call(Operation operation, ValueType type, Expression... operands) {
        return new Expression.Call(operation, type, operands);
    }
}
