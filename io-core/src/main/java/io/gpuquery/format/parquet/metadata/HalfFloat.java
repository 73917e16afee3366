package io.gpuquery.format.parquet.metadata;

/** Numbers of 16 bits. Source: IEEE 754, binary16. */
public final class HalfFloat {
    private static final int FRACTION_BITS = 10;
    private static final int MAX_EXPONENT = 31;
    private static final float SMALLEST = 0x1p-24f;

    private HalfFloat() {}

    /** The same number; exact. */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >>> FRACTION_BITS & MAX_EXPONENT;
        int fraction = bits & (1 << FRACTION_BITS) - 1;
        if (exponent == 0) {
            float subnormal = fraction * SMALLEST;
            return sign == 0 ? subnormal : -subnormal;
        }
        // The exponent's bias is 15 here and 127 there; infinity and NaN have the highest exponent in both.
        int wideExponent = exponent == MAX_EXPONENT ? 255 : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wideExponent << 23 | fraction << 13);
    }
}
