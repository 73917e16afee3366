package io.gpuquery.format.text;

/** Spaces and tabs around a value, which count for VARCHAR alone. */
final class Blanks {
    private Blanks() {}

    /** Index of the first character that is no blank; the length where there is none. */
    static int start(CharSequence text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return start;
    }

    /** Index behind the last character that is no blank, at least {@code start}. */
    static int end(CharSequence text, int start) {
        int end = text.length();
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
