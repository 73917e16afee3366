package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Two's complement integers of 128 bits: decimals of more than 18 digits, and UUIDs. */
public final class WideVector extends Vector {
    /** Bits of the magnitude of any value. */
    public static final int ANY_BITS = 127;

    private final long[] high;
    private final long[] low;
    private final int bits;

    /** Takes bits: the magnitude of each value that is not null is below 2 to the power of them (for 127: any value). */
    public WideVector(long[] high, long[] low, int length, int @Nullable [] nulls, int bits) {
        super(length, nulls);
        this.high = high;
        this.low = low;
        this.bits = bits;
    }

    public long[] high() {
        return high;
    }

    public long[] low() {
        return low;
    }

    /** Magnitudes are below 2 to the power of these. */
    public int bits() {
        return bits;
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        long[] gatheredHigh = scratch.longs(count);
        long[] gatheredLow = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            gatheredHigh[i] = high[rows[i]];
            gatheredLow[i] = low[rows[i]];
        }
        return new WideVector(gatheredHigh, gatheredLow, count, gatheredNulls, bits);
    }

    @Override
    public Vector copy() {
        return new WideVector(
                Arrays.copyOf(high, length()), Arrays.copyOf(low, length()), length(), copyOfNulls(), bits);
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        return new WideVector(high, low, length(), newNulls, bits);
    }
}
