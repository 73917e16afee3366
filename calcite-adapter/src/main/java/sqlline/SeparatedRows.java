package sqlline;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Separated values as RFC 4180 has them, such that they can be read back: NULL is an empty field, the empty string is a
 * pair of quotes, and only what needs quotes has them. Lines end with a line feed.
 */
@NullMarked
final class SeparatedRows extends AbstractOutputFormat {
    private final String separator;
    private final char quote;

    SeparatedRows(SqlLine sqlLine, String separator, char quote) {
        super(sqlLine);
        this.separator = separator;
        this.quote = quote;
    }

    @Override
    void printHeader(Rows.Row header) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < header.values.length; i++) {
            append(line, i, header.values[i]);
        }
        sqlLine.output(line.toString());
    }

    @Override
    void printRow(Rows rows, Rows.Row header, Rows.Row row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.values.length; i++) {
            append(line, i, NullableText.of(rows, row, i));
        }
        sqlLine.output(line.toString());
    }

    @Override
    void printFooter(Rows.Row header) {}

    private void append(StringBuilder line, int index, @Nullable String value) {
        if (index > 0) {
            line.append(separator);
        }
        if (value == null) {
            return;
        }
        if (!needsQuotes(value)) {
            line.append(value);
            return;
        }
        String one = String.valueOf(quote);
        line.append(quote).append(value.replace(one, one + one)).append(quote);
    }

    /** A blank at either end is quoted too: readers that trim, trim only what is not quoted. */
    private boolean needsQuotes(String value) {
        return value.isEmpty()
                || Character.isWhitespace(value.charAt(0))
                || Character.isWhitespace(value.charAt(value.length() - 1))
                || value.contains(separator)
                || value.indexOf(quote) >= 0
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0;
    }
}
