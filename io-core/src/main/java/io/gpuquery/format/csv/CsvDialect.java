package io.gpuquery.format.csv;

import io.gpuquery.scan.FormatDetails;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a delimited file is written. Immutable.
 *
 * @param delimiter between fields
 * @param quote around fields; doubled inside them; {@link #NO_QUOTE} where quotes are ordinary characters
 * @param header whether a row names the columns
 * @param charset of the text
 * @param lineSeparator what ends lines, as far as was read: LF, CRLF, CR, mixed, none
 * @param columnCount fields of a whole row
 * @param dataOffsetBytes of the first row behind the header, from the start of the file
 * @param dataLine the line on which that row begins, counted from 1
 * @param sizeBytes of the file in which this was found
 */
public record CsvDialect(
        char delimiter,
        char quote,
        boolean header,
        Charset charset,
        String lineSeparator,
        int columnCount,
        long dataOffsetBytes,
        long dataLine,
        long sizeBytes)
        implements FormatDetails {
    /** The quote of a file without quotes. */
    public static final char NO_QUOTE = '\0';

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("delimiter", nameOf(delimiter));
        facts.put("quote", quote == NO_QUOTE ? "none" : nameOf(quote));
        facts.put("header", Boolean.toString(header));
        facts.put("charset", charset.name());
        facts.put("lineSeparator", lineSeparator);
        facts.put("columnCount", Integer.toString(columnCount));
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
