package io.gpuquery.format.csv;

/**
 * Stand-ins for characters that an escape took the meaning from, on their way through a parser that knows no escapes. They are
 * noncharacters, which Unicode keeps for such use (The Unicode Standard 15, 23.7).
 */
final class EscapedCharacters {
    private static final char DELIMITER = '\uFDD0';
    private static final char QUOTE = '\uFDD1';
    private static final char LINE_FEED = '\uFDD2';
    private static final char CARRIAGE_RETURN = '\uFDD3';

    private EscapedCharacters() {}

    static boolean isSubstitute(char c) {
        return c >= DELIMITER && c <= CARRIAGE_RETURN;
    }

    /** What stands for a character that structures the text; an escape stands for itself. */
    static char of(char c, CsvSyntax syntax) {
        if (c == '\n') {
            return LINE_FEED;
        }
        if (c == '\r') {
            return CARRIAGE_RETURN;
        }
        return c == syntax.delimiter() ? DELIMITER : c == syntax.quote() ? QUOTE : c;
    }

    /** The text with the characters themselves. */
    static String restore(String text, CsvSyntax syntax) {
        boolean any = false;
        for (int i = 0; i < text.length() && !any; i++) {
            any = isSubstitute(text.charAt(i));
        }
        return any
                ? text.replace(DELIMITER, syntax.delimiter())
                        .replace(QUOTE, syntax.quote())
                        .replace(LINE_FEED, '\n')
                        .replace(CARRIAGE_RETURN, '\r')
                : text;
    }
}
