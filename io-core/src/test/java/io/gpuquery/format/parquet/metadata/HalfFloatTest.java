package io.gpuquery.format.parquet.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatTest {
    /** The definition of IEEE 754, written down once more and slowly. */
    private static double defined(int bits) {
        double sign = bits >>> 15 == 0 ? 1 : -1;
        int exponent = bits >>> 10 & 31;
        double fraction = (bits & 1023) / 1024.0;
        if (exponent == 31) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return exponent == 0 ? sign * fraction * Math.pow(2, -14) : sign * (1 + fraction) * Math.pow(2, exponent - 15);
    }

    @Test
    void allNumbersOfSixteenBitsAreExact() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            assertThat((Double) (double) HalfFloat.toFloat((short) bits))
                    .as(Integer.toHexString(bits))
                    .isEqualTo((Double) defined(bits));
        }
    }
}
