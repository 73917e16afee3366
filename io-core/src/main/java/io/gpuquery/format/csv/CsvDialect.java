package io.gpuquery.format.csv;

import io.gpuquery.scan.FormatDetails;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How a delimited file is written. Immutable.
 *
 * @param syntax the characters that structure it
 * @param firstRow what the first row is
 * @param charset of the text
 * @param lineSeparator what ends lines, as far as was read: LF, CRLF, CR, mixed, none
 * @param columnCount fields of a whole row
 * @param decimalCommaColumns columns, counted from 0, whose fractions stand behind a comma though nobody said so
 * @param dataOffsetBytes of the first row behind the header, from the start of the file
 * @param dataLine the line on which that row begins, counted from 1
 * @param sizeBytes of the file in which this was found
 */
public record CsvDialect(
        CsvSyntax syntax,
        CsvHeader firstRow,
        Charset charset,
        String lineSeparator,
        int columnCount,
        Set<Integer> decimalCommaColumns,
        long dataOffsetBytes,
        long dataLine,
        long sizeBytes)
        implements FormatDetails {
    /** The quote of a file without quotes. */
    public static final char NO_QUOTE = CsvSyntax.NONE;

    public CsvDialect {
        Objects.requireNonNull(syntax, "syntax");
        Objects.requireNonNull(firstRow, "firstRow");
        decimalCommaColumns = Set.copyOf(decimalCommaColumns);
    }

    /** Between fields. */
    public char delimiter() {
        return syntax.delimiter();
    }

    /** Around fields; {@link #NO_QUOTE} where quotes are ordinary characters. */
    public char quote() {
        return syntax.quote();
    }

    /** Whether a row names the columns. */
    public boolean header() {
        return firstRow != CsvHeader.NONE;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("delimiter", nameOf(delimiter()));
        facts.put("quote", quote() == NO_QUOTE ? "none" : nameOf(quote()));
        if (syntax.escape() != CsvSyntax.NONE) {
            facts.put("escape", nameOf(syntax.escape()));
        }
        if (syntax.comment() != CsvSyntax.NONE) {
            facts.put("comment", nameOf(syntax.comment()));
        }
        facts.put("header", firstRow == CsvHeader.NAMES_AND_TYPES ? "true, with types" : Boolean.toString(header()));
        facts.put("charset", charset.name());
        facts.put("lineSeparator", lineSeparator);
        facts.put("columnCount", Integer.toString(columnCount));
        if (!decimalCommaColumns.isEmpty()) {
            facts.put("decimalSeparator", "comma");
        }
        facts.put("dataOffsetBytes", Long.toString(dataOffsetBytes));
        return Collections.unmodifiableMap(facts);
    }

    /** The name of a usual character, otherwise the character. */
    static String nameOf(char c) {
        return switch (c) {
            case ',' -> "comma";
            case '\t' -> "tab";
            case '|' -> "pipe";
            case ';' -> "semicolon";
            case ' ' -> "space";
            default -> Character.isISOControl(c) ? String.format("U+%04X", (int) c) : String.valueOf(c);
        };
    }
}
