package io.gpuquery.format.text;

/** Reads booleans. */
final class BooleanText {
    private BooleanText() {}

    /** 1 for {@code true}, 0 for {@code false}, in any case; where lenient also for {@code t}, {@code f}, {@code 1}, {@code 0}; else -1. */
    static int parse(CharSequence text, int start, int end, boolean lenient) {
        if (is(text, start, end, "true")) {
            return 1;
        }
        if (is(text, start, end, "false")) {
            return 0;
        }
        if (lenient && end - start == 1) {
            return switch (text.charAt(start)) {
                case '1', 't', 'T' -> 1;
                case '0', 'f', 'F' -> 0;
                default -> -1;
            };
        }
        return -1;
    }

    private static boolean is(CharSequence text, int start, int end, String word) {
        if (end - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(start + i);
            // ASCII letters only: folding others would make words of foreign letters.
            if (c > 'z' || (c | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
