package io.gpuquery.calcite.history;

/**
 * SQL without what was written as a value: a question mark stands for each text and number, and comments are left out, since anything
 * may be in them. Names stay, those between double quotes too. What does not end is hidden to the end.
 */
final class HiddenLiterals {
    private final String sql;
    private final StringBuilder shown = new StringBuilder();
    private int position;

    private HiddenLiterals(String sql) {
        this.sql = sql;
    }

    static String in(String sql) {
        return new HiddenLiterals(sql).all();
    }

    private String all() {
        while (position < sql.length()) {
            char next = sql.charAt(position);
            if (next == '\'') {
                text();
            } else if (next == '"' || next == '`') {
                quotedName(next);
            } else if (isComment("--") || isComment("//")) {
                comment("\n");
            } else if (isComment("/*")) {
                comment("*/");
            } else if (isDigit(next)) {
                number();
            } else if (Character.isUnicodeIdentifierStart(next) || next == '_') {
                word();
            } else {
                shown.append(next);
                position++;
            }
        }
        return shown.toString();
    }

    private boolean isComment(String begin) {
        return sql.startsWith(begin, position);
    }

    private void comment(String end) {
        int last = sql.indexOf(end, position + 2);
        position = last < 0 ? sql.length() : last + end.length();
        shown.append(' ');
    }

    /** A quote in a text is doubled; behind E it may be escaped. */
    private void text() {
        boolean escapes = position > 0
                && (sql.charAt(position - 1) == 'E' || sql.charAt(position - 1) == 'e')
                && (position == 1 || !Character.isUnicodeIdentifierPart(sql.charAt(position - 2)));
        position++;
        while (position < sql.length()) {
            char next = sql.charAt(position++);
            if (escapes && next == '\\') {
                position++;
            } else if (next == '\'') {
                if (position == sql.length() || sql.charAt(position) != '\'') {
                    break;
                }
                position++;
            }
        }
        shown.append('?');
    }

    private void quotedName(char quote) {
        int end = sql.indexOf(quote, position + 1);
        if (end < 0) {
            shown.append('?');
            position = sql.length();
            return;
        }
        // A doubled quote is two names to us, and shown as such.
        shown.append(sql, position, end + 1);
        position = end + 1;
    }

    private void number() {
        while (position < sql.length()
                && isOfNumber(sql.charAt(position), sql.charAt(position - 1 < 0 ? 0 : position - 1))) {
            position++;
        }
        shown.append('?');
    }

    private static boolean isOfNumber(char next, char before) {
        boolean sign = (next == '+' || next == '-') && (before == 'e' || before == 'E');
        return sign || next == '.' || Character.isUnicodeIdentifierPart(next);
    }

    private void word() {
        int start = position;
        while (position < sql.length()
                && (Character.isUnicodeIdentifierPart(sql.charAt(position)) || sql.charAt(position) == '$')) {
            position++;
        }
        shown.append(sql, start, position);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
