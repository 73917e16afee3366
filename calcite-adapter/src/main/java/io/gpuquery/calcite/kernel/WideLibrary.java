package io.gpuquery.calcite.kernel;

/** Functions of kernels that compute in 128 bits: the same text in each language. */
final class WideLibrary {
    /** Two's complement in two words. Quotients by long division of the magnitudes, bit by bit where 64 of them are not enough. */
    static final String TEXT = """

            typedef struct {
                ulong low;
                long high;
            } wide;

            static inline wide wide_make(long high, ulong low) {
                wide made;
                made.low = low;
                made.high = high;
                return made;
            }

            static inline wide wide_of(long number) {
                return wide_make(number >> 63, (ulong) number);
            }

            static inline int wide_less(wide a, wide b) {
                return a.high < b.high || (a.high == b.high && a.low < b.low) ? 1 : 0;
            }

            static inline int wide_equal(wide a, wide b) {
                return a.high == b.high && a.low == b.low ? 1 : 0;
            }

            static inline wide wide_add(wide a, wide b) {
                ulong low = a.low + b.low;
                return wide_make((long) ((ulong) a.high + (ulong) b.high + (low < a.low ? 1 : 0)), low);
            }

            static inline wide wide_subtract(wide a, wide b) {
                return wide_make((long) ((ulong) a.high - (ulong) b.high - (a.low < b.low ? 1 : 0)), a.low - b.low);
            }

            static inline wide wide_magnitude(wide a) {
                return a.high < 0 ? wide_subtract(wide_of(0), a) : a;
            }

            static inline wide wide_multiply(wide a, wide b) {
                ulong high = MULTIPLY_HIGH_UNSIGNED(a.low, b.low) + (ulong) a.high * b.low + a.low * (ulong) b.high;
                return wide_make((long) high, a.low * b.low);
            }

            static inline int wide_product_fits(wide a, wide b) {
                wide x = wide_magnitude(a);
                wide y = wide_magnitude(b);
                if (x.high != 0 && y.high != 0) {
                    return 0;
                }
                ulong top = x.high != 0 ? (ulong) x.high : (ulong) y.high;
                ulong other = x.high != 0 ? y.low : x.low;
                ulong cross = top * other;
                ulong high = MULTIPLY_HIGH_UNSIGNED(x.low, y.low) + cross;
                return MULTIPLY_HIGH_UNSIGNED(top, other) == 0 && high >= cross && (high >> 63) == 0 ? 1 : 0;
            }

            static inline wide wide_divisor(wide a) {
                return a.low == 0 && a.high == 0 ? wide_of(1) : a;
            }

            static inline int wide_below(wide a, wide b) {
                ulong x = (ulong) a.high;
                ulong y = (ulong) b.high;
                return x < y || (x == y && a.low < b.low) ? 1 : 0;
            }

            static inline wide wide_quotient(wide a, wide b, int half_up, int rest) {
                wide x = wide_magnitude(a);
                wide y = wide_magnitude(b);
                wide quotient = wide_of(0);
                wide left = x;
                if (x.high == 0 && y.high == 0) {
                    quotient = wide_make(0, x.low / y.low);
                    left = wide_make(0, x.low % y.low);
                } else {
                    left = wide_of(0);
                    for (int bit = 127; bit >= 0; bit--) {
                        ulong next = bit >= 64 ? ((ulong) x.high >> (bit - 64)) & 1 : (x.low >> bit) & 1;
                        ulong carried = (ulong) left.high >> 63;
                        left = wide_make(
                                (long) (((ulong) left.high << 1) | (left.low >> 63)), (left.low << 1) | next);
                        quotient = wide_make(
                                (long) (((ulong) quotient.high << 1) | (quotient.low >> 63)), quotient.low << 1);
                        if (carried != 0 || !wide_below(left, y)) {
                            left = wide_subtract(left, y);
                            quotient.low |= 1;
                        }
                    }
                }
                if (rest != 0) {
                    return a.high < 0 ? wide_subtract(wide_of(0), left) : left;
                }
                if (half_up != 0 && !wide_below(left, wide_subtract(y, left))) {
                    quotient = wide_add(quotient, wide_of(1));
                }
                return (a.high ^ b.high) < 0 ? wide_subtract(wide_of(0), quotient) : quotient;
            }

            static inline wide wide_truncated(wide a, wide b) {
                return wide_quotient(a, b, 0, 0);
            }

            static inline wide wide_half_up(wide a, wide b) {
                return wide_quotient(a, b, 1, 0);
            }

            static inline wide wide_rest(wide a, wide b) {
                return wide_quotient(a, b, 0, 1);
            }

            static inline long wide_clamped(wide a) {
                long limit = a.high < 0 ? -MAGNITUDE - 1 : MAGNITUDE;
                return a.high == ((long) a.low >> 63) ? (long) a.low : limit;
            }
            """;

    private WideLibrary() {}
}
