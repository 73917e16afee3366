package io.gpuquery.format.csv;

/**
 * The characters that structure delimited text; {@link #NONE} where there is none of a kind. Immutable.
 *
 * @param delimiter between fields
 * @param quote around fields; doubled inside them
 * @param escape takes the meaning from a quote, delimiter, line end or escape behind it
 * @param comment begins lines that are no rows
 */
public record CsvSyntax(char delimiter, char quote, char escape, char comment) {
    /** No character. */
    public static final char NONE = '\0';

    /** Whether a character structures the text. */
    boolean isSpecial(char c) {
        return c == delimiter || c == '\n' || c == '\r' || (c != NONE && (c == quote || c == escape));
    }

    CsvSyntax withDelimiter(char newDelimiter) {
        return new CsvSyntax(newDelimiter, quote, escape, comment);
    }

    CsvSyntax withComment(char newComment) {
        return new CsvSyntax(delimiter, quote, escape, newComment);
    }
}
