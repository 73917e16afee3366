package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/** The value of the only row of each group. */
public final class SingleValue extends Accumulator {
    private final Accumulator value;
    private final CountAccumulator rows = new CountAccumulator();

    /** Takes what keeps a value. */
    public SingleValue(Accumulator value) {
        this.value = value;
    }

    @Override
    void grow(int groups) {
        value.ensure(groups);
        rows.ensure(groups);
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        rows.add(new Vector[0], count, groups, scratch);
        value.add(arguments, count, groups, scratch);
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        SingleValue from = (SingleValue) other;
        rows.merge(from.rows, numbers);
        value.merge(from.value, numbers);
    }

    @Override
    int bytesPerGroup() {
        return value.bytesPerGroup() + rows.bytesPerGroup();
    }

    @Override
    public Vector result() {
        for (int group = 0; group < groupCount(); group++) {
            if (rows.count(group) > 1) {
                throw new IllegalStateException("more than one value in agg SINGLE_VALUE");
            }
        }
        return value.result();
    }
}
