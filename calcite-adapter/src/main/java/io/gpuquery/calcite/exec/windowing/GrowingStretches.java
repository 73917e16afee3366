package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of all rows so far, or of the whole partition: the last result stands, as one more value, before the rows that come
 * next. Only numbers of values are added.
 */
final class GrowingStretches extends StretchColumn {
    static final WindowFrame UP_TO_ROW =
            new WindowFrame(true, FrameBound.UNBOUNDED_PRECEDING, FrameBound.CURRENT_ROW, WindowFrame.Exclusion.NONE);
    private static final WindowFrame UP_TO_PEERS =
            new WindowFrame(false, FrameBound.UNBOUNDED_PRECEDING, FrameBound.CURRENT_ROW, WindowFrame.Exclusion.NONE);

    private final Call call;
    private final Extent extent;
    private final WindowFrame frame;
    /** The result of the last row that was seen; null: there was none in the partition. */
    private @Nullable Vector last;
    /** Results of partitions that were measured. */
    private final Deque<Vector> measured = new ArrayDeque<>();

    /** Up to where rows count. */
    enum Extent {
        ROW,
        PEERS,
        PARTITION
    }

    GrowingStretches(Call call, Extent extent) {
        super(0, 0);
        this.call = call;
        this.extent = extent;
        this.frame = extent == Extent.PEERS ? UP_TO_PEERS : UP_TO_ROW;
    }

    @Override
    public boolean needsPeerEnds() {
        return extent == Extent.PEERS;
    }

    @Override
    public boolean needsMeasure() {
        return extent == Extent.PARTITION;
    }

    @Override
    public void measure(Stretch stretch, List<Vector> arguments) {
        if (extent == Extent.PARTITION) {
            grow(stretch, arguments);
        }
    }

    @Override
    public void endMeasure() {
        Vector result = last;
        if (extent == Extent.PARTITION && result != null) {
            measured.add(result);
            last = null;
        }
    }

    @Override
    public Vector next(Stretch stretch, List<Vector> arguments) {
        return extent == Extent.PARTITION
                ? measured.getFirst().gather(new int[stretch.count()], stretch.count(), new Scratch(0))
                : grow(stretch, arguments);
    }

    @Override
    public void end() {
        last = null;
        if (extent == Extent.PARTITION) {
            measured.removeFirst();
        }
    }

    private Vector grow(Stretch stretch, List<Vector> arguments) {
        int count = stretch.count();
        int[] numbers = stretch.numbers();
        Vector before = last;
        boolean counting = call.function() == WindowFunction.COUNT;
        int more = before == null || counting ? 0 : 1;
        List<Vector> values = new ArrayList<>();
        for (Vector argument : arguments) {
            Vector all =
                    argument.length() == stretch.rowCount() ? argument : Lanes.repeat(argument, stretch.rowCount());
            Vector next = all.gather(numbers, count, new Scratch(0));
            values.add(before == null || counting ? next : Concatenation.of(List.of(before, next)));
        }
        WindowColumn column = WindowColumn.of(
                call.function(), call.ignoreNulls(), values, call.argumentTypes(), call.type(), frame, count + more);
        WindowRows.evaluate(count + more, extent == Extent.PEERS ? peers(stretch, more) : null, frame, column);
        Vector result = column.result();
        if (more > 0) {
            int[] without = new int[count];
            for (int i = 0; i < count; i++) {
                without[i] = i + 1;
            }
            result = result.gather(without, count, new Scratch(0));
        } else if (counting && before != null) {
            result = plus((LongVector) result, ((LongVector) before).values()[0]);
        }
        last = result.gather(new int[] {count - 1}, 1, new Scratch(0)).copy();
        return result;
    }

    /** Groups of peers by their numbers, which begin with 1, and before them what there is of earlier rows. */
    private static LongVector peers(Stretch stretch, int more) {
        long[] keys = new long[stretch.count() + more];
        System.arraycopy(stretch.peers().numbers(), 0, keys, more, stretch.count());
        return new LongVector(keys, keys.length, null);
    }

    private static LongVector plus(LongVector counts, long more) {
        long[] sums = new long[counts.length()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = counts.values()[i] + more;
        }
        return new LongVector(sums, sums.length, null);
    }
}
