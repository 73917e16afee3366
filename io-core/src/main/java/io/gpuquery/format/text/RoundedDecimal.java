package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** DECIMAL(precision, scale), fractions rounded half up (away from zero). */
final class RoundedDecimal implements TextValue {
    /** BigDecimal takes quadratic time on longer ones. */
    private static final int MAX_CHARACTERS = 1000;

    private final int scale;
    private final DecimalValue value;

    RoundedDecimal(int precision, int scale) {
        this.scale = scale;
        this.value = new DecimalValue(precision, scale, true);
    }

    @Override
    public boolean parse(CharSequence text) {
        if (value.parse(text)) {
            return true;
        }
        if (text.length() > MAX_CHARACTERS) {
            return false;
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text.toString());
        } catch (NumberFormatException e) {
            // No number at all: it does not fit.
            return false;
        }
        // Checked before rescaling: 1e999999999 would be written out.
        return number.scale() > scale
                && (long) number.precision() - number.scale() <= MAX_CHARACTERS
                && value.parse(number.setScale(scale, RoundingMode.HALF_UP).toPlainString());
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        value.appendTo(builder);
    }
}
