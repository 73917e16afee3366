package io.gpuquery.calcite.kernel;

import io.gpuquery.column.ColumnType;
import java.math.BigInteger;

/** Writes casts among numbers and among times. */
final class CastWriter {
    private final KernelBody body;
    private final ExactWriter exact;
    private final DoubleWriter doubles;

    CastWriter(KernelBody body, ExactWriter exact, DoubleWriter doubles) {
        this.body = body;
        this.exact = exact;
        this.doubles = doubles;
    }

    Value cast(Value value, ColumnType from, ColumnType to) {
        if (NumberTypes.isExact(from) && NumberTypes.isExact(to)) {
            return exact.fitted(value, NumberTypes.scale(from), to);
        }
        if (NumberTypes.isExact(from) && NumberTypes.isFloating(to)) {
            return doubles.rounded(doubles.ofExact(exact.wide().narrow(value), NumberTypes.scale(from)), to);
        }
        if (NumberTypes.isFloating(from) && NumberTypes.isFloating(to)) {
            return doubles.rounded(value, to);
        }
        if (NumberTypes.isFloating(from) && NumberTypes.isInteger(to)) {
            return exact.fit(doubles.toInteger(value, to.kind() == ColumnType.Kind.BIGINT), to);
        }
        if (from.kind() == ColumnType.Kind.DATE && NumberTypes.isTimestamp(to)) {
            return exact.fit(exact.times(value, TimeWriter.unitsPerDay(to)), to);
        }
        if (NumberTypes.isTimestamp(from) && to.kind() == ColumnType.Kind.DATE) {
            return exact.floorDivide(value, TimeWriter.unitsPerDay(from));
        }
        if (NumberTypes.isTimestamp(from) && to.kind() == ColumnType.Kind.TIME) {
            BigInteger day = TimeWriter.unitsPerDay(from);
            Value rest = Value.integer(
                    body.let("long", "floor_modulo(" + value.asLong() + ", " + NumberTypes.text(day) + ")"),
                    value.nullCode(),
                    BigInteger.ZERO,
                    day.subtract(BigInteger.ONE));
            int more = to.precision() - from.precision();
            return more >= 0 ? exact.rescale(rest, more, true) : exact.floorDivide(rest, BigInteger.TEN.pow(-more));
        }
        boolean times = from.kind() == ColumnType.Kind.TIME && to.kind() == ColumnType.Kind.TIME;
        if (times || (NumberTypes.isTimestamp(from) && NumberTypes.isTimestamp(to))) {
            int more = to.precision() - from.precision();
            return more >= 0
                    ? exact.fit(exact.rescale(value, more, true), to)
                    : exact.floorDivide(value, BigInteger.TEN.pow(-more));
        }
        throw new IneligibleException("a cast from " + from + " to " + to);
    }
}
