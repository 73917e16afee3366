package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Doubles; also values of REAL, widened. */
public final class DoubleVector extends Vector {
    private final double[] values;

    public DoubleVector(double[] values, int length, int @Nullable [] nulls) {
        super(length, nulls);
        this.values = values;
    }

    public double[] values() {
        return values;
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        double[] gathered = scratch.doubles(count);
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new DoubleVector(gathered, count, gatheredNulls);
    }

    @Override
    public Vector copy() {
        return new DoubleVector(Arrays.copyOf(values, length()), length(), copyOfNulls());
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        return new DoubleVector(values, length(), newNulls);
    }
}
