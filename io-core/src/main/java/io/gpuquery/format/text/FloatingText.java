package io.gpuquery.format.text;

/** Reads floating-point numbers. */
final class FloatingText {
    /** Fewer integer digits than this, and no exponent, are finite as a double. */
    private static final int SURELY_FINITE_DIGITS = 308;

    private FloatingText() {}

    /** The value of a word as Java ({@code NaN}, {@code Infinity}) or C ({@code nan}, {@code -nan}, {@code inf}) print it; 0 for anything else. */
    static double word(CharSequence text, int start, int end) {
        return switch (end - start > 9 ? "" : text.subSequence(start, end).toString()) {
            case "NaN", "nan", "-nan" -> Double.NaN;
            case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> 0;
        };
    }

    static boolean isWord(CharSequence text, int start, int end) {
        return word(text, start, end) != 0;
    }

    /** Whether a number that {@code shape} has scanned is finite as a double: {@code 1e999} is not. */
    static boolean isFinite(NumberText shape, CharSequence text, int start, int end) {
        return (!shape.exponent && shape.integerDigits <= SURELY_FINITE_DIGITS)
                || Double.isFinite(
                        Double.parseDouble(text.subSequence(start, end).toString()));
    }
}
