package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of one function for partitions of which memory never has all rows: they come in order, stretch after stretch. There are such
 * results of functions that look at places, at rows near by, at all rows so far, or at the whole partition. Used by one thread.
 */
public abstract class StretchColumn {
    /** Farther than anybody can look. */
    private static final int FAR = 1 << 28;

    private final int before;
    private final int behind;

    StretchColumn(int before, int behind) {
        this.before = before;
        this.behind = behind;
    }

    /**
     * What a function does, as far as that decides whether there are results of stretches.
     *
     * @param distance the second argument of LAG and LEAD, one for all rows; null: it differs
     * @param ordered whether rows of a partition have an order
     */
    public record Call(
            WindowFunction function,
            boolean ignoreNulls,
            List<ColumnType> argumentTypes,
            ColumnType type,
            @Nullable Vector distance,
            WindowFrame frame,
            boolean ordered) {}

    /** Null if the function has to see all rows of a partition at a time. */
    public static @Nullable StretchColumn of(Call call) {
        return switch (call.function()) {
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE -> new PlaceStretches(call);
            case LAG, LEAD -> ofDistance(call);
            case NTH_VALUE -> near(call);
            case FIRST_VALUE, LAST_VALUE, COUNT, SUM, SUM0, MIN, MAX -> {
                StretchColumn near = near(call);
                yield near != null ? near : ofAllSoFar(call);
            }
        };
    }

    private static @Nullable StretchColumn ofDistance(Call call) {
        Vector distance = call.distance();
        if (call.ignoreNulls() || distance == null) {
            return null;
        }
        long rows =
                distance.isNull(0) ? 0 : Lanes.longs(distance, new Scratch(0)).values()[0];
        long back = call.function() == WindowFunction.LAG ? rows : -rows;
        return new NearStretches(call, (int) Math.min(FAR, Math.max(0, back)), (int) Math.min(FAR, Math.max(0, -back)));
    }

    private static @Nullable StretchColumn near(Call call) {
        WindowFrame frame = call.frame();
        boolean own = frame.exclusion() == WindowFrame.Exclusion.NONE
                || frame.exclusion() == WindowFrame.Exclusion.CURRENT_ROW;
        if (!frame.rows() || !own || isUnbounded(frame.lower()) || isUnbounded(frame.upper())) {
            return null;
        }
        return new NearStretches(
                call,
                Math.max(distance(frame.lower(), -1), distance(frame.upper(), -1)),
                Math.max(distance(frame.lower(), 1), distance(frame.upper(), 1)));
    }

    private static boolean isUnbounded(FrameBound bound) {
        return bound.kind() == FrameBound.Kind.UNBOUNDED_PRECEDING
                || bound.kind() == FrameBound.Kind.UNBOUNDED_FOLLOWING;
    }

    /** How many rows a bound is away in a direction; 0 if it is in the other. */
    private static int distance(FrameBound bound, int direction) {
        BigDecimal offset = bound.offset();
        boolean there = bound.kind() == (direction < 0 ? FrameBound.Kind.PRECEDING : FrameBound.Kind.FOLLOWING);
        return offset == null || !there
                ? 0
                : offset.min(BigDecimal.valueOf(FAR)).intValue();
    }

    private static @Nullable StretchColumn ofAllSoFar(Call call) {
        WindowFrame frame = call.frame();
        if (frame.exclusion() != WindowFrame.Exclusion.NONE || frame.hasDistances()) {
            return null;
        }
        FrameBound.Kind lower = frame.lower().kind();
        FrameBound.Kind upper = frame.upper().kind();
        if (lower != FrameBound.Kind.UNBOUNDED_PRECEDING) {
            return null;
        }
        if (!frame.rows() && !call.ordered()) {
            // All rows are peers of each other.
            return new GrowingStretches(call, GrowingStretches.Extent.PARTITION);
        }
        if (upper == FrameBound.Kind.UNBOUNDED_FOLLOWING) {
            return new GrowingStretches(call, GrowingStretches.Extent.PARTITION);
        }
        return upper != FrameBound.Kind.CURRENT_ROW
                ? null
                : new GrowingStretches(
                        call, frame.rows() ? GrowingStretches.Extent.ROW : GrowingStretches.Extent.PEERS);
    }

    /** How many rows before those that come next have to be there, if the partition has them. */
    public final int before() {
        return before;
    }

    /** The same of those behind. */
    public final int behind() {
        return behind;
    }

    /** Of which number of rows the first one that is there has to be a multiple. */
    public int alignment() {
        return 1;
    }

    /** Whether peers have to come next together. */
    public boolean needsPeerEnds() {
        return false;
    }

    /** Whether the partition's number of rows has to be known. */
    public boolean needsTotal() {
        return false;
    }

    /** Whether all rows of all partitions have to be {@linkplain #measure seen} before the first result. */
    public boolean needsMeasure() {
        return false;
    }

    /** Sees rows without results of them. */
    public void measure(Stretch stretch, List<Vector> arguments) {}

    /** Ends a partition that was seen. */
    public void endMeasure() {}

    /**
     * Results for the rows that come next.
     *
     * @param arguments for all rows that are there, or one for all
     */
    public abstract Vector next(Stretch stretch, List<Vector> arguments);

    /** Ends a partition. */
    public void end() {}

    /** Places, of peers or in the partition. */
    private static final class PlaceStretches extends StretchColumn {
        private final WindowFunction function;
        private final List<ColumnType> types;

        PlaceStretches(Call call) {
            super(0, 0);
            this.function = call.function();
            this.types = call.argumentTypes();
        }

        @Override
        public boolean needsPeerEnds() {
            return function == WindowFunction.CUME_DIST;
        }

        @Override
        public boolean needsTotal() {
            return function == WindowFunction.CUME_DIST
                    || function == WindowFunction.PERCENT_RANK
                    || function == WindowFunction.NTILE;
        }

        @Override
        public Vector next(Stretch stretch, List<Vector> arguments) {
            if (function == WindowFunction.NTILE) {
                return TileColumn.tiles(stretch, new WholeNumbers(arguments.get(0), types.get(0)));
            }
            if (function == WindowFunction.CUME_DIST || function == WindowFunction.PERCENT_RANK) {
                return ShareColumn.shares(stretch, function == WindowFunction.CUME_DIST);
            }
            long[] places = new long[stretch.count()];
            for (int row = 0; row < places.length; row++) {
                if (function == WindowFunction.ROW_NUMBER) {
                    places[row] = stretch.place(row) + 1;
                } else if (function == WindowFunction.RANK) {
                    places[row] = stretch.peers().starts()[row] + 1;
                } else {
                    places[row] = stretch.peers().numbers()[row];
                }
            }
            return new LongVector(places, places.length, null);
        }
    }

    /** What is computed of rows near by: of those that are there, as if they were all. */
    private static final class NearStretches extends StretchColumn {
        private final Call call;
        /** Any for those that do not look at it. */
        private final WindowFrame frame;

        NearStretches(Call call, int before, int behind) {
            super(before, behind);
            this.call = call;
            this.frame = call.function().needsFrame() ? call.frame() : GrowingStretches.UP_TO_ROW;
        }

        /** Sums of doubles are those of the whole partition to the last bit: nodes of {@link DoubleTree} begin at the same places. */
        @Override
        public int alignment() {
            int rows = 1;
            while (call.function().needsFrame() && rows < FAR && rows <= before() + behind()) {
                rows *= DoubleTree.FANOUT;
            }
            return rows;
        }

        @Override
        public Vector next(Stretch stretch, List<Vector> arguments) {
            WindowColumn all = WindowColumn.of(
                    call.function(),
                    call.ignoreNulls(),
                    arguments,
                    call.argumentTypes(),
                    call.type(),
                    frame,
                    stretch.rowCount());
            WindowRows.evaluate(stretch.rowCount(), null, frame, all);
            return all.result().gather(stretch.numbers(), stretch.count(), new Scratch(0));
        }
    }
}
