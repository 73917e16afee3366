package io.gpuquery.calcite.kernel;

/** Functions that all kernels may call, by value: the same text in each language. */
final class KernelLibrary {
    /**
     * Quotients round half away from zero, as those of the CPU do. Doubles come as their bits; {@code ordered_bits} puts -0 before 0 and
     * NaN last. Days become dates as in H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021.
     */
    static final String TEXT = """

            #define MAGNITUDE 0x7fffffffffffffffL
            #define NOT_A_NUMBER(bits) (((bits) & MAGNITUDE) > 0x7ff0000000000000L)

            static inline long divide_half_up(long dividend, long divisor) {
                long quotient = dividend / divisor;
                long rest = dividend % divisor;
                rest = rest < 0 ? -rest : rest;
                long most = divisor < 0 ? -(divisor + 1) : divisor - 1;
                if (rest > most - rest) {
                    quotient += (dividend ^ divisor) < 0 ? -1 : 1;
                }
                return quotient;
            }

            static inline long floor_divide(long dividend, long divisor) {
                return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
            }

            static inline int is_member(long value, @global const long* p, int start, int count) {
                int low = 0;
                int high = count;
                while (low < high) {
                    int middle = (low + high) / 2;
                    if (p[start + middle] < value) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                return low < count && p[start + low] == value ? 1 : 0;
            }

            static inline long ordered_bits(long bits) {
                long one = NOT_A_NUMBER(bits) ? 0x7ff8000000000000L : bits;
                return one ^ ((one >> 63) & MAGNITUDE);
            }

            static inline long comparable_bits(long bits) {
                return (bits & MAGNITUDE) == 0 ? 0 : bits ^ ((bits >> 63) & MAGNITUDE);
            }

            static inline int double_equal(long a, long b) {
                return !NOT_A_NUMBER(a) && !NOT_A_NUMBER(b) && comparable_bits(a) == comparable_bits(b) ? 1 : 0;
            }

            static inline int double_less(long a, long b) {
                return !NOT_A_NUMBER(a) && !NOT_A_NUMBER(b) && comparable_bits(a) < comparable_bits(b) ? 1 : 0;
            }

            static inline int double_less_or_equal(long a, long b) {
                return !NOT_A_NUMBER(a) && !NOT_A_NUMBER(b) && comparable_bits(a) <= comparable_bits(b) ? 1 : 0;
            }

            static inline long widened_bits(uint bits) {
                ulong sign = (ulong) (bits >> 31) << 63;
                int exponent = (int) ((bits >> 23) & 0xffu);
                ulong mantissa = (ulong) (bits & 0x7fffffu);
                if (exponent == 255) {
                    return (long) (sign | 0x7ff0000000000000L | (mantissa << 29));
                }
                if (exponent == 0) {
                    if (mantissa == 0) {
                        return (long) sign;
                    }
                    exponent = 1;
                    while ((mantissa & 0x800000u) == 0) {
                        mantissa <<= 1;
                        exponent--;
                    }
                    mantissa &= 0x7fffffu;
                }
                return (long) (sign | ((ulong) (exponent + 896) << 52) | (mantissa << 29));
            }

            static inline long days_of_era(long days) {
                return days + 719468 - floor_divide(days + 719468, 146097) * 146097;
            }

            static inline long year_of_era(long day) {
                return (day - day / 1460 + day / 36524 - day / 146096) / 365;
            }

            static inline long day_of_march_year(long day) {
                long year = year_of_era(day);
                return day - (365 * year + year / 4 - year / 100);
            }

            static inline long civil_month(long days) {
                long month = (5 * day_of_march_year(days_of_era(days)) + 2) / 153;
                return month < 10 ? month + 3 : month - 9;
            }

            static inline long civil_day(long days) {
                long day = day_of_march_year(days_of_era(days));
                return day - (153 * ((5 * day + 2) / 153) + 2) / 5 + 1;
            }

            static inline long civil_year(long days) {
                long year = year_of_era(days_of_era(days)) + floor_divide(days + 719468, 146097) * 400;
                return civil_month(days) <= 2 ? year + 1 : year;
            }
            """;

    private KernelLibrary() {}
}
