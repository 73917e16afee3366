package io.gpuquery.format.text;

/** A value of a type that is stored in a fixed width. */
sealed interface FixedValue extends TextValue
        permits BooleanValue, DecimalValue, FloatingValue, IntegerValue, NotatedNumber, TemporalValue {
    /** The value parsed last: an integer, the bits of a REAL or DOUBLE, or the unscaled value of a DECIMAL. */
    long bits();

    /** Whether {@link #bits()} is all of it. */
    default boolean fitsBits() {
        return true;
    }
}
