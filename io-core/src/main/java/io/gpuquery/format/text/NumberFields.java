package io.gpuquery.format.text;

import io.gpuquery.column.Bytes;
import io.gpuquery.column.ColumnType;

/**
 * Integers, decimals and doubles of up to 18 digits, perhaps with a point: {@code -12}, {@code 0.05}, {@code 1234.50}. Up to eight
 * characters are read at once. Source: D. Lemire, Number Parsing at a Gigabyte per Second, Software: Practice and Experience 51(8), 2021.
 */
final class NumberFields extends FixedFields {
    private static final long ZEROS = Bytes.repeat((byte) '0');
    private static final long POINTS = Bytes.repeat((byte) '.');
    private static final int WORD_BYTES = Long.BYTES;
    private static final int MOST_DIGITS = 18;
    private static final long[] POWERS_OF_TEN = new long[MOST_DIGITS + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i <= MOST_DIGITS; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private enum Kind {
        INTEGER,
        DECIMAL,
        DOUBLE
    }

    private final Kind kind;
    private final long min;
    private final long max;
    private final int integerDigits;
    private final int scale;

    NumberFields(FixedValue value, ColumnType type) {
        super(value, type);
        int bits = 8 * type.storage().widthBytes();
        this.kind = switch (type.kind()) {
            case DECIMAL -> Kind.DECIMAL;
            case DOUBLE -> Kind.DOUBLE;
            default -> Kind.INTEGER;
        };
        this.max = bits >= Long.SIZE ? Long.MAX_VALUE : (1L << (bits - 1)) - 1;
        this.min = -max - 1;
        this.scale = kind == Kind.DECIMAL ? type.scale() : 0;
        this.integerDigits = kind == Kind.DECIMAL ? Math.min(type.precision(), MOST_DIGITS) - scale : MOST_DIGITS;
    }

    @Override
    void read(FieldBlock block) {
        byte[] bytes = block.bytes;
        int count = block.rowCount;
        for (int row = 0; row < count; row++) {
            int start = block.start(row);
            int end = block.end(row);
            values[row] = start == end ? OTHER : read(bytes, start, end);
        }
    }

    private long read(byte[] bytes, int start, int end) {
        boolean negative = bytes[start] == '-';
        int first = negative ? start + 1 : start;
        int length = end - first;
        if (length > WORD_BYTES || length == 0 || end < WORD_BYTES) {
            return readLong(bytes, negative, first, end);
        }
        // The characters at the end of the word, zeros before them.
        long keep = -1L << (8 * (WORD_BYTES - length));
        long word = (Bytes.word(bytes, end - WORD_BYTES) & keep) | (ZEROS & ~keep);
        long points = Bytes.equal(word, POINTS);
        int fraction = 0;
        if (points != 0) {
            // What is before the point moves on to its place.
            int at = 8 * Bytes.first(points);
            long before = (1L << at) - 1;
            fraction = WORD_BYTES - 1 - Bytes.first(points);
            length -= fraction + 1;
            if (fraction == 0) {
                return OTHER;
            }
            word = (word & ~before & ~(0xffL << at)) | ((word & before) << 8) | '0';
        }
        long number = number(word);
        if (number < 0) {
            return OTHER;
        }
        return value(negative, number, bytes[first] == '0', length, fraction);
    }

    /** The number that eight digits make; negative if they are none. */
    private static long number(long word) {
        long digits = word - ZEROS;
        if ((((word + 0x4646464646464646L) | digits) & Bytes.HIGH_BITS) != 0) {
            return -1;
        }
        digits = digits * 10 + (digits >>> 8);
        return ((digits & 0x000000ff000000ffL) * 0x000f424000000064L
                        + ((digits >>> 16) & 0x000000ff000000ffL) * 0x0000271000000001L)
                >>> 32;
    }

    private long readLong(byte[] bytes, boolean negative, int first, int end) {
        if (end - first > MOST_DIGITS) {
            return OTHER;
        }
        int length = end - first;
        if (length > WORD_BYTES && length <= 2 * WORD_BYTES && end >= 2 * WORD_BYTES) {
            // Nothing but digits, as in keys.
            long keep = -1L << (8 * (2 * WORD_BYTES - length));
            long high = number((Bytes.word(bytes, end - 2 * WORD_BYTES) & keep) | (ZEROS & ~keep));
            long low = number(Bytes.word(bytes, end - WORD_BYTES));
            if ((high | low) >= 0) {
                return value(negative, high * POWERS_OF_TEN[WORD_BYTES] + low, bytes[first] == '0', length, 0);
            }
        }
        long number = 0;
        int point = -1;
        for (int at = first; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                number = 10 * number + digit;
            } else if (bytes[at] == '.' && point < 0) {
                point = at;
            } else {
                return OTHER;
            }
        }
        int fraction = point < 0 ? 0 : end - point - 1;
        if (point >= 0 && fraction == 0) {
            return OTHER;
        }
        return value(negative, number, first < end && bytes[first] == '0', (point < 0 ? end : point) - first, fraction);
    }

    /** The value of a number without its point; other where {@link TextValue} has to say whether there is one. */
    private long value(boolean negative, long number, boolean zeroFirst, int digits, int fraction) {
        if (digits == 0 || (zeroFirst && digits > 1)) {
            return OTHER;
        }
        switch (kind) {
            case INTEGER -> {
                long signed = negative ? -number : number;
                boolean fits = fraction == 0 && signed >= min && signed <= max && !(negative && number == 0);
                return fits ? signed : OTHER;
            }
            case DECIMAL -> {
                if (fraction > scale || digits > integerDigits) {
                    return OTHER;
                }
                long unscaled = number * POWERS_OF_TEN[scale - fraction];
                return negative ? -unscaled : unscaled;
            }
            case DOUBLE -> {
                if (digits + fraction > FloatingValue.EXACT_DIGITS) {
                    return OTHER;
                }
                double magnitude = number / FloatingValue.POWERS_OF_TEN[fraction];
                // The bits of minus zero happen to say that this is not the place to read it.
                return Double.doubleToRawLongBits(negative ? -magnitude : magnitude);
            }
        }
        throw new IllegalStateException(kind.name());
    }
}
