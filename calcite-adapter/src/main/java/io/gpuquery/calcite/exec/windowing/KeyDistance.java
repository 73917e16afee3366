package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.CivilDate;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Int128;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Compares the order key of a row with that of another one that is moved by a bound's offset; neither is null. */
abstract class KeyDistance {
    /** Negative if the row comes before the moved pivot, positive if after. */
    abstract int compare(int row, int pivot);

    /** Takes the key's values, of its type, and whether it descends; and a bound with an offset, of the frame's begin or end. */
    static KeyDistance of(Vector key, ColumnType type, boolean descending, FrameBound bound, boolean lower) {
        BigDecimal offset = bound.offset();
        if (offset == null) {
            throw new IllegalArgumentException("no offset");
        }
        boolean back = bound.kind() == FrameBound.Kind.PRECEDING;
        if (key instanceof DoubleVector doubles) {
            double distance = offset.doubleValue();
            return new OfDoubles(doubles.values(), back == descending ? distance : -distance, descending);
        }
        if (bound.months()) {
            long months = offset.longValueExact();
            long unitsOfDay = type.kind() == ColumnType.Kind.DATE ? 1 : 86_400L * (long) Math.pow(10, type.precision());
            long[] values = Lanes.longs(key, new Scratch(0)).values();
            return new OfMonths(values, unitsOfDay, back == descending ? months : -months, descending);
        }
        // Keys are whole numbers: outwards a part of 1 reaches no further one, inwards it leaves one out.
        RoundingMode rounding = back == lower ? RoundingMode.FLOOR : RoundingMode.CEILING;
        BigInteger units =
                offset.movePointRight(type.scale()).setScale(0, rounding).toBigInteger();
        BigInteger move = back ? units.negate() : units;
        if (key instanceof WideVector || move.bitLength() >= Long.SIZE) {
            WideVector wide = Lanes.wide(key, new Scratch(0));
            return new OfWide(wide, descending ? move.negate() : move, descending);
        }
        long[] values = Lanes.longs(key, new Scratch(0)).values();
        return new OfLongs(values, move.longValueExact(), descending);
    }

    /** Of integers, inverted where they descend: that keeps distances. */
    private static final class OfLongs extends KeyDistance {
        private final long[] values;
        private final long move;
        private final long inversion;

        OfLongs(long[] values, long move, boolean descending) {
            this.values = values;
            this.move = move;
            this.inversion = descending ? -1 : 0;
        }

        @Override
        int compare(int row, int pivot) {
            long from = values[pivot] ^ inversion;
            long moved = from + move;
            if (((from ^ moved) & (move ^ moved)) < 0) {
                // Beyond all values.
                return move < 0 ? 1 : -1;
            }
            return Long.compare(values[row] ^ inversion, moved);
        }
    }

    private static final class OfMonths extends KeyDistance {
        private final long[] values;
        private final long unitsOfDay;
        private final long months;
        private final boolean descending;

        OfMonths(long[] values, long unitsOfDay, long months, boolean descending) {
            this.values = values;
            this.unitsOfDay = unitsOfDay;
            this.months = months;
            this.descending = descending;
        }

        @Override
        int compare(int row, int pivot) {
            long day = CivilDate.addMonths(Math.floorDiv(values[pivot], unitsOfDay), months);
            long moved = day * unitsOfDay + Math.floorMod(values[pivot], unitsOfDay);
            return descending ? Long.compare(moved, values[row]) : Long.compare(values[row], moved);
        }
    }

    private static final class OfDoubles extends KeyDistance {
        private final double[] values;
        private final double move;
        private final boolean descending;

        OfDoubles(double[] values, double move, boolean descending) {
            this.values = values;
            this.move = move;
            this.descending = descending;
        }

        @Override
        int compare(int row, int pivot) {
            // Adding 0 makes -0 to 0, which is no distance away.
            long key = OrderedBits.of(values[row] + 0.0);
            long moved = OrderedBits.of(values[pivot] + move + 0.0);
            return descending ? Long.compare(moved, key) : Long.compare(key, moved);
        }
    }

    /** Rare, and so without haste. */
    private static final class OfWide extends KeyDistance {
        private final WideVector values;
        private final BigInteger move;
        private final boolean descending;

        OfWide(WideVector values, BigInteger move, boolean descending) {
            this.values = values;
            this.move = move;
            this.descending = descending;
        }

        private BigInteger value(int row) {
            return Int128.toBigInteger(values.high()[row], values.low()[row]);
        }

        @Override
        int compare(int row, int pivot) {
            int order = value(row).compareTo(value(pivot).add(move));
            return descending ? -order : order;
        }
    }
}
