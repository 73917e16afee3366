package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;

/** DECIMAL(precision, scale), exact. */
final class DecimalValue implements FixedValue {
    /** So many digits cannot overflow a long. */
    private static final int SAFE_DIGITS = ColumnType.MAX_LONG_DECIMAL_PRECISION;

    /** A decimal of more digits than this, zeros around it included, is text. BigDecimal takes quadratic time on longer ones. */
    private static final int MAX_WRITTEN_DIGITS = 1000;

    private final int precision;
    private final int scale;
    private final boolean lenient;
    private final NumberText number = new NumberText();
    private long high;
    private long low;

    DecimalValue(int precision, int scale, boolean lenient) {
        this.precision = precision;
        this.scale = scale;
        this.lenient = lenient;
    }

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        if (!number.scan(text, start, end) || (!lenient && !number.isCanonical())) {
            return false;
        }
        if (!number.exponent
                && number.fractionDigits <= scale
                && number.integerDigits <= precision - scale
                && number.integerDigits + scale <= SAFE_DIGITS) {
            parseShort(text, end);
            return true;
        }
        return number.integerDigits + number.fractionDigits <= MAX_WRITTEN_DIGITS
                && parseLong(text.subSequence(start, end).toString());
    }

    private void parseShort(CharSequence text, int end) {
        long unscaled = 0;
        for (int i = number.digitsStart; i < end; i++) {
            char c = text.charAt(i);
            if (c != '.') {
                unscaled = unscaled * 10 + (c - '0');
            }
        }
        for (int i = number.fractionDigits; i < scale; i++) {
            unscaled *= 10;
        }
        low = number.sign == '-' ? -unscaled : unscaled;
        high = low >> 63;
    }

    private boolean parseLong(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException e) {
            // An exponent beyond 32 bits.
            return false;
        }
        // Checked before rescaling: 1e999999999 would be written out.
        if (value.scale() > scale || (long) value.precision() - value.scale() > precision - scale) {
            return false;
        }
        BigInteger unscaled = value.setScale(scale).unscaledValue();
        low = unscaled.longValue();
        high = unscaled.shiftRight(Long.SIZE).longValue();
        return true;
    }

    @Override
    public boolean fitsBits() {
        return high == low >> 63;
    }

    @Override
    public long bits() {
        return low;
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        FixedWidthBuilder values = (FixedWidthBuilder) builder;
        if (precision <= ColumnType.MAX_LONG_DECIMAL_PRECISION) {
            values.appendLong(low);
        } else {
            values.appendInt128(high, low);
        }
    }
}
