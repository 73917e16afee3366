package io.gpuquery.catalog;

/**
 * How regularly a piece of text is divided by a delimiter: tables have as many delimiters on each line, prose has not.
 *
 * @param delimiter the most convincing one
 * @param rowCount complete rows looked at
 * @param fieldCount fields of each row; zero where rows disagree, or where this is no text at all
 */
record DelimiterStatistics(char delimiter, int rowCount, int fieldCount) {
    private static final char[] DELIMITERS = {',', '\t', ';', '|'};
    private static final int MIN_FIELDS_OF_ALL_ROWS = 6;

    /**
     * Looks for the delimiter that gives most fields of all that give each row as many.
     *
     * @param whole whether the text is complete; if not, its last row is not counted
     */
    static DelimiterStatistics of(String text, boolean whole) {
        DelimiterStatistics best = new DelimiterStatistics(',', 0, 0);
        if (isBinary(text)) {
            return best;
        }
        for (char delimiter : DELIMITERS) {
            DelimiterStatistics found = of(text, whole, delimiter);
            if (found.fieldCount > best.fieldCount) {
                best = found;
            }
        }
        return best;
    }

    /** Two rows of three fields, three rows of two, or more: less happens to prose as well. */
    boolean isTable() {
        return rowCount >= 2 && fieldCount >= 2 && (long) rowCount * fieldCount >= MIN_FIELDS_OF_ALL_ROWS;
    }

    private static boolean isBinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') {
                return true;
            }
        }
        return false;
    }

    private static DelimiterStatistics of(String text, boolean whole, char delimiter) {
        DelimiterStatistics irregular = new DelimiterStatistics(delimiter, 0, 0);
        int rows = 0;
        int fieldsOfEach = 0;
        int fields = 1;
        boolean quoted = false;
        boolean fieldStarts = true;
        boolean blank = true;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            char c = end ? '\n' : text.charAt(i);
            if (end && (!whole || quoted)) {
                break;
            }
            if (quoted) {
                // A doubled quote leaves the field and enters it again.
                quoted = c != '"';
                continue;
            }
            boolean rowEnds = c == '\n' || (c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n'));
            if (rowEnds) {
                if (!blank) {
                    if (rows > 0 && fields != fieldsOfEach) {
                        return irregular;
                    }
                    fieldsOfEach = fields;
                    rows++;
                }
                fields = 1;
                fieldStarts = true;
                blank = true;
                continue;
            }
            if (c == '"' && (fieldStarts || text.charAt(i - 1) == '"')) {
                quoted = true;
            } else if (c == delimiter) {
                fields++;
            }
            fieldStarts = c == delimiter;
            blank &= c == '\r' || (c != delimiter && Character.isWhitespace(c));
        }
        return new DelimiterStatistics(delimiter, rows, fieldsOfEach);
    }
}
