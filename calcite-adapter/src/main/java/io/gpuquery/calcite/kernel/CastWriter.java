package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.math.BigInteger;

/** Writes casts among numbers and among times. */
final class CastWriter {
    private static final BigInteger SECONDS_PER_DAY = BigInteger.valueOf(86_400);

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
            return doubles.rounded(doubles.ofExact(value, NumberTypes.scale(from)), to);
        }
        if (NumberTypes.isFloating(from) && NumberTypes.isFloating(to)) {
            return doubles.rounded(value, to);
        }
        if (from.kind() == ColumnType.Kind.DATE && NumberTypes.isTimestamp(to)) {
            return exact.fit(exact.times(value, unitsPerDay(to)), to);
        }
        if (NumberTypes.isTimestamp(from) && to.kind() == ColumnType.Kind.DATE) {
            return exact.floorDivide(value, unitsPerDay(from));
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

    private static BigInteger unitsPerDay(ColumnType type) {
        return SECONDS_PER_DAY.multiply(BigInteger.TEN.pow(type.precision()));
    }

    /** A part of a DATE or of a timestamp, of the Gregorian calendar. */
    Value datePart(Operation operation, Value value, ColumnType type) {
        Value days;
        if (type.kind() == ColumnType.Kind.DATE) {
            days = value;
        } else if (NumberTypes.isTimestamp(type)) {
            days = exact.floorDivide(value, unitsPerDay(type));
        } else {
            throw new IneligibleException(operation + " of " + type);
        }
        String call = switch (operation) {
            case EXTRACT_YEAR -> "civil_year(" + days.asLong() + ")";
            case EXTRACT_QUARTER -> "(civil_month(" + days.asLong() + ") + 2) / 3";
            case EXTRACT_MONTH -> "civil_month(" + days.asLong() + ")";
            case EXTRACT_DAY -> "civil_day(" + days.asLong() + ")";
            default -> throw new IllegalArgumentException(operation + " is no part of a date");
        };
        return Value.integerOfBits(body.let("long", call), value.nullCode(), Long.SIZE);
    }
}
