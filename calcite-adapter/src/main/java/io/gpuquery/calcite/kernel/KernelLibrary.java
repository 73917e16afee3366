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

            #define NO_PLACE 0xffffffffu

            static inline uint hashed(uint hash, long word) {
                ulong mixed = ((ulong) word ^ hash) * 0x9e3779b97f4a7c15UL;
                mixed = (mixed ^ (mixed >> 32)) * 0xd6e8feb86659fd93UL;
                return (uint) (mixed >> 32) + hash * 31;
            }

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

            static inline long floor_modulo(long dividend, long divisor) {
                long rest = dividend % divisor;
                return rest < 0 ? rest + divisor : rest;
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

            static inline long double_floor(long bits) {
                int exponent = (int) ((bits >> 52) & 0x7ff) - 1023;
                if (exponent >= 52 || (bits & MAGNITUDE) == 0) {
                    return bits;
                }
                if (exponent < 0) {
                    return bits < 0 ? -0x4010000000000000L : 0;
                }
                long fraction = 0x000fffffffffffffL >> exponent;
                if ((bits & fraction) == 0) {
                    return bits;
                }
                return (bits < 0 ? bits + fraction + 1 : bits) & ~fraction;
            }

            static inline long double_ceil(long bits) {
                ulong sign = (ulong) 1 << 63;
                return (long) ((ulong) double_floor((long) ((ulong) bits ^ sign)) ^ sign);
            }

            static inline int is_integral(long bits) {
                return (bits & MAGNITUDE) < 0x43e0000000000000L ? 1 : 0;
            }

            static inline long integer_of_double(long bits, int round) {
                int exponent = (int) ((bits >> 52) & 0x7ff) - 1023;
                if (exponent < -1 || exponent > 62) {
                    return 0;
                }
                ulong mantissa = (ulong) (bits & 0x000fffffffffffffL) | 0x0010000000000000L;
                ulong whole;
                if (exponent >= 52) {
                    whole = mantissa << (exponent - 52);
                } else {
                    whole = mantissa >> (52 - exponent);
                    whole += round != 0 ? (mantissa >> (51 - exponent)) & 1 : 0;
                }
                return bits < 0 ? -(long) whole : (long) whole;
            }

            static inline long double_of_integer(long value) {
                if (value == 0) {
                    return 0;
                }
                ulong sign = value < 0 ? (ulong) 1 << 63 : 0;
                ulong magnitude = value < 0 ? (ulong) 0 - (ulong) value : (ulong) value;
                int exponent = 63 - (int) clz(magnitude);
                ulong mantissa = magnitude;
                if (exponent <= 52) {
                    mantissa <<= 52 - exponent;
                } else {
                    int dropped = exponent - 52;
                    ulong rest = magnitude & (((ulong) 1 << dropped) - 1);
                    ulong middle = (ulong) 1 << (dropped - 1);
                    mantissa >>= dropped;
                    mantissa += rest > middle || (rest == middle && (mantissa & 1) != 0) ? 1 : 0;
                }
                return (long) (sign | (((ulong) (exponent + 1022) << 52) + mantissa));
            }

            static inline long rounded_to_float(long bits) {
                long magnitude = bits & MAGNITUDE;
                long sign = bits & (-MAGNITUDE - 1);
                int exponent = (int) (magnitude >> 52) - 1023;
                if (exponent >= 1024) {
                    return bits;
                }
                if (exponent >= -126) {
                    magnitude += 0xfffffffL + ((magnitude >> 29) & 1);
                    magnitude &= -0x20000000L;
                    return sign | (magnitude >= 0x47f0000000000000L ? 0x7ff0000000000000L : magnitude);
                }
                int dropped = -97 - exponent;
                if (dropped > 53) {
                    return sign;
                }
                long mantissa = (magnitude & 0x000fffffffffffffL) | 0x0010000000000000L;
                long rest = mantissa & ((1L << dropped) - 1);
                long middle = 1L << (dropped - 1);
                long units = mantissa >> dropped;
                units += rest > middle || (rest == middle && (units & 1) != 0) ? 1 : 0;
                return sign | (units == 0 ? 0 : double_of_integer(units) - (149L << 52));
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

            static inline long days_of_civil(long year, long month, long day) {
                long shifted = month <= 2 ? year - 1 : year;
                long era = floor_divide(shifted, 400);
                long of_era = shifted - era * 400;
                long of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
                return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
            }

            static inline long start_of_year(long days) {
                return days_of_civil(civil_year(days), 1, 1);
            }

            static inline long start_of_quarter(long days) {
                return days_of_civil(civil_year(days), (civil_month(days) - 1) / 3 * 3 + 1, 1);
            }

            static inline long day_of_year(long days) {
                return days - start_of_year(days) + 1;
            }

            static inline long civil_week(long days) {
                return (day_of_year(days - floor_modulo(days + 3, 7) + 3) - 1) / 7 + 1;
            }

            static inline long months_of(long days) {
                return civil_year(days) * 12 + civil_month(days) - 1;
            }

            static inline long add_months(long days, long months) {
                long month = months_of(days) + months;
                long year = floor_divide(month, 12);
                long of_year = month - year * 12 + 1;
                long next = of_year == 12 ? days_of_civil(year + 1, 1, 1) : days_of_civil(year, of_year + 1, 1);
                long last = next - days_of_civil(year, of_year, 1);
                long day = civil_day(days);
                return days_of_civil(year, of_year, day < last ? day : last);
            }

            static inline long months_up(long to, long from) {
                long months = months_of(to) - months_of(from);
                return add_months(from, months) > to ? months - 1 : months;
            }

            static inline long months_between(long to, long to_rest, long from, long from_rest) {
                long months = to < from ? -months_up(from, to) : months_up(to, from);
                return to_rest < from_rest && add_months(from, months) == to ? months - 1 : months;
            }
            """;

    private KernelLibrary() {}
}
