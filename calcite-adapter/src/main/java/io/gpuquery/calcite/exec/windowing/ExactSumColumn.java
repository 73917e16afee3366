package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Fitting;
import io.gpuquery.calcite.exec.vector.Int128;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * Sums of integers and unscaled decimals over frames: the difference of what was added up until the frame's end, and until its begin.
 * That is exact. Where the values tell that 64 bits do, these are used; else 192, of which the upper ones tell what 128 cannot hold.
 */
final class ExactSumColumn extends WindowColumn {
    private final Vector argument;
    private final ColumnType type;
    private final boolean narrow;
    private final boolean zeroOfNothing;
    private final long[] low;
    private final long[] high;
    private final int @Nullable [] nulls;

    ExactSumColumn(Vector argument, ColumnType type, boolean zeroOfNothing, int rowCount) {
        super(false, true);
        this.type = type;
        this.narrow = isNarrow(argument);
        this.argument = narrow ? Lanes.longs(argument, new Scratch(0)) : Lanes.wide(argument, new Scratch(0));
        this.zeroOfNothing = zeroOfNothing;
        this.low = new long[rowCount];
        this.high = narrow ? new long[0] : new long[rowCount];
        this.nulls = zeroOfNothing ? null : new int[rowCount];
    }

    /** Whether no sum of some of the values needs more than 64 bits. */
    private static boolean isNarrow(Vector vector) {
        long least = 0;
        long greatest = 0;
        if (vector instanceof IntVector ints) {
            least = ints.min();
            greatest = ints.max();
        } else if (vector instanceof LongVector longs) {
            for (int row = 0; row < longs.length(); row++) {
                if (!longs.isNull(row)) {
                    least = Math.min(least, longs.values()[row]);
                    greatest = Math.max(greatest, longs.values()[row]);
                }
            }
        } else {
            return false;
        }
        long most = Long.MAX_VALUE / Math.max(1, vector.length());
        return least >= -most && greatest <= most;
    }

    @Override
    Evaluator evaluator() {
        PresentPlaces present = new PresentPlaces(PresentPlaces.nullsOf(argument.nulls()));
        return narrow ? new Narrow(present) : new Wide(present);
    }

    private boolean isMissing(int row) {
        return argument.isNull(row);
    }

    private abstract class Sums implements Evaluator {
        private final PresentPlaces present;
        private final int[] stretches = new int[2 * Partition.MOST_STRETCHES];

        Sums(PresentPlaces present) {
            this.present = present;
        }

        abstract void addUp(Partition partition);

        abstract void put(int row, int[] from, int count);

        @Override
        public final void evaluate(Partition partition) {
            present.open(partition);
            addUp(partition);
            for (int place = 0; place < partition.count(); place++) {
                int row = partition.row(place);
                int count = partition.stretches(place, stretches);
                int summands = 0;
                for (int i = 0; i < count; i++) {
                    summands += present.count(stretches[2 * i], stretches[2 * i + 1]);
                }
                put(row, stretches, count);
                if (!zeroOfNothing && nulls != null && summands == 0) {
                    nulls[row] = 1;
                }
            }
        }
    }

    private final class Narrow extends Sums {
        private long[] until = new long[0];

        Narrow(PresentPlaces present) {
            super(present);
        }

        @Override
        void addUp(Partition partition) {
            if (until.length <= partition.count()) {
                until = new long[partition.count() + 1];
            }
            long[] values = ((LongVector) argument).values();
            long sum = 0;
            for (int place = 0; place < partition.count(); place++) {
                int row = partition.row(place);
                sum += isMissing(row) ? 0 : values[row];
                until[place + 1] = sum;
            }
        }

        @Override
        void put(int row, int[] stretches, int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += until[stretches[2 * i + 1]] - until[stretches[2 * i]];
            }
            low[row] = sum;
        }
    }

    private final class Wide extends Sums {
        private long[] lows = new long[0];
        private long[] middles = new long[0];
        private long[] tops = new long[0];
        private long sumLow;
        private long sumMiddle;
        private long sumTop;

        Wide(PresentPlaces present) {
            super(present);
        }

        private void add(long moreLow, long moreMiddle, long moreTop) {
            sumLow += moreLow;
            long carry = Int128.carry(sumLow, moreLow);
            long middle = sumMiddle + moreMiddle;
            long carried = Int128.carry(middle, moreMiddle);
            sumMiddle = middle + carry;
            carried += Int128.carry(sumMiddle, carry);
            sumTop += moreTop + carried;
        }

        private void subtract(int at) {
            // Its two's complement.
            long negated = -lows[at];
            long carry = lows[at] == 0 ? 1 : 0;
            long middle = ~middles[at] + carry;
            long top = ~tops[at] + (carry == 1 && middle == 0 ? 1 : 0);
            add(negated, middle, top);
        }

        private void clear() {
            sumLow = 0;
            sumMiddle = 0;
            sumTop = 0;
        }

        @Override
        void addUp(Partition partition) {
            if (lows.length <= partition.count()) {
                lows = new long[partition.count() + 1];
                middles = new long[lows.length];
                tops = new long[lows.length];
            }
            WideVector values = (WideVector) argument;
            clear();
            for (int place = 0; place < partition.count(); place++) {
                int row = partition.row(place);
                if (!isMissing(row)) {
                    long middle = values.high()[row];
                    add(values.low()[row], middle, middle >> (Long.SIZE - 1));
                }
                lows[place + 1] = sumLow;
                middles[place + 1] = sumMiddle;
                tops[place + 1] = sumTop;
            }
        }

        @Override
        void put(int row, int[] stretches, int count) {
            clear();
            for (int i = 0; i < count; i++) {
                int end = stretches[2 * i + 1];
                add(lows[end], middles[end], tops[end]);
                subtract(stretches[2 * i]);
            }
            if (sumTop != sumMiddle >> (Long.SIZE - 1)) {
                throw Fitting.outside("a sum of more than 38 digits", type);
            }
            low[row] = sumLow;
            high[row] = sumMiddle;
        }
    }

    @Override
    public Vector result() {
        Vector sums = narrow
                ? new LongVector(low, low.length, nulls)
                : new WideVector(high, low, low.length, nulls, WideVector.ANY_BITS);
        return Fitting.fit(sums, type, new Scratch(0));
    }
}
