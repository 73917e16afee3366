package io.gpuquery.catalog;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for paths below the root, joined by {@code /}: {@code *} and {@code ?} stand for characters within one name, {@code **}
 * for any number of folders, {@code [abc]}, {@code [a-z]} and {@code [!a]} for one character, {@code {a,b}} for one of several texts; a
 * backslash takes the next character as it is. A pattern without {@code /} speaks of the root alone.
 */
record Glob(String text, Pattern pattern) {
    private static final String SPECIAL = "*?[{";

    /** Whether a name may be meant as a pattern. */
    static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    /** The pattern; null where the text is none, as one with a bracket that is not closed. */
    static @Nullable Glob of(String text) {
        StringBuilder regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> i = stars(text, i, regex);
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = text.indexOf(']', i + 2);
                    if (end < 0) {
                        return null;
                    }
                    characterClass(text.substring(i + 1, end), regex);
                    i = end;
                }
                case '{' -> {
                    depth++;
                    regex.append("(?:");
                }
                case '}' -> regex.append(depth-- > 0 ? ")" : "\\}");
                case ',' -> regex.append(depth > 0 ? "|" : ",");
                case '\\' -> {
                    i++;
                    quote(i < text.length() ? text.charAt(i) : '\\', regex);
                }
                default -> quote(c, regex);
            }
        }
        try {
            return depth > 0 ? null : new Glob(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    /** A pattern that stands for a text as it is. */
    static String escape(String text) {
        return text.replaceAll("[*?\\[{}\\\\,]", "\\\\$0");
    }

    boolean matches(String relativePath) {
        return pattern.matcher(relativePath).matches();
    }

    /** Where the stars end. */
    private static int stars(String text, int start, StringBuilder regex) {
        int end = start;
        while (end + 1 < text.length() && text.charAt(end + 1) == '*') {
            end++;
        }
        boolean folders = end > start && (start == 0 || text.charAt(start - 1) == '/');
        if (folders && end + 1 < text.length() && text.charAt(end + 1) == '/') {
            regex.append("(?:[^/]+/)*");
            return end + 1;
        }
        regex.append(folders && end + 1 == text.length() ? ".*" : "[^/]*");
        return end;
    }

    private static void characterClass(String characters, StringBuilder regex) {
        boolean negated = characters.startsWith("!") || characters.startsWith("^");
        regex.append("(?!/)[").append(negated ? "^" : "");
        for (char c : characters.substring(negated ? 1 : 0).toCharArray()) {
            regex.append(c == '-' ? "-" : Pattern.quote(String.valueOf(c)));
        }
        regex.append(']');
    }

    private static void quote(char c, StringBuilder regex) {
        if (!Character.isLetterOrDigit(c) && c < 128) {
            regex.append('\\');
        }
        regex.append(c);
    }
}
