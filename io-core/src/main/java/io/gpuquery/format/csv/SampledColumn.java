package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.format.text.TextTypeInference;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the sampled rows tell of a column: the first row, which may be a header, apart from the rest.
 *
 * <p>Where asked, it finds out whether fractions stand behind a comma: they do if all values are numbers when read so, and one of
 * them at least is not what thousands with a separator look like ({@code 1,234}).
 */
final class SampledColumn {
    private static final Pattern LIKE_THOUSANDS = Pattern.compile("\\s*-?[1-9]\\d{0,2},\\d{3}\\s*");

    private final String name;
    private final @Nullable String first;
    private final boolean decimals;
    private final TextNotation notation;
    private final @Nullable TextNotation commaNotation;
    private final TextTypeInference rest;
    private final TextTypeInference restWithCommas;
    private boolean firstRepeats;
    private boolean hasValues;
    private boolean hasFraction;

    /**
     * A column without rows but the first.
     *
     * @param name the text in the file's first row
     * @param first the same as a value; null for NULL
     * @param findsComma whether fractions may stand behind a comma
     */
    SampledColumn(
            @Nullable String name,
            @Nullable String first,
            boolean decimals,
            TextNotation notation,
            boolean findsComma) {
        this.name = name == null ? "" : name;
        this.first = first;
        this.decimals = decimals;
        this.notation = notation;
        this.commaNotation = findsComma ? notation.withDecimalComma() : null;
        this.rest = new TextTypeInference(decimals, notation);
        this.restWithCommas = new TextTypeInference(decimals, commaNotation == null ? notation : commaNotation);
    }

    /** Takes the text of another row; null for NULL. */
    void accept(@Nullable String text) {
        // Nothing but blanks is NULL in a column of any type but VARCHAR, and so no reason for VARCHAR.
        if (text != null && !text.isBlank()) {
            hasValues = true;
            rest.accept(text);
            if (commaNotation != null) {
                restWithCommas.accept(text);
                hasFraction |= hasCommaFraction(text);
            }
            firstRepeats |= text.equals(first);
        }
    }

    private static boolean hasCommaFraction(String text) {
        return text.indexOf(',') >= 0 && !LIKE_THOUSANDS.matcher(text).matches();
    }

    /** Whether fractions stand behind a comma. */
    boolean hasDecimalComma() {
        if (commaNotation == null) {
            return false;
        }
        if (!hasValues) {
            return first != null && hasCommaFraction(first) && isFraction(typeOfFirst(commaNotation));
        }
        return hasFraction && isFraction(restWithCommas.result()) && !isFraction(rest.result());
    }

    private static boolean isFraction(ColumnType type) {
        return type.kind() == ColumnType.Kind.DOUBLE || type.kind() == ColumnType.Kind.DECIMAL;
    }

    private TextNotation presentNotation() {
        return commaNotation != null && hasDecimalComma() ? commaNotation : notation;
    }

    private ColumnType typeOfFirst(TextNotation writtenIn) {
        TextTypeInference alone = new TextTypeInference(decimals, writtenIn);
        alone.accept(first());
        return alone.result();
    }

    /** The text in the first row as a name; empty where there is none. */
    String name() {
        return name;
    }

    private String first() {
        return first == null ? "" : first;
    }

    boolean firstIsBlank() {
        return first == null || first.isBlank();
    }

    /** Whether another row has the same text. */
    boolean firstRepeats() {
        return firstRepeats;
    }

    /** Whether the first row's text is of some other type than VARCHAR, as no name of a column is. */
    boolean firstIsTyped() {
        return !typeOfFirst(presentNotation()).equals(ColumnType.VARCHAR);
    }

    boolean firstFits(ColumnType type, boolean declared) {
        return TextColumnWriter.of(type, ZoneOffset.UTC, declared, presentNotation(), 1)
                .parse(first());
    }

    /** Whether a row behind the first has a value. */
    boolean hasValues() {
        return hasValues;
    }

    /** The type of the rows behind the first. */
    ColumnType restType() {
        return hasDecimalComma() ? restWithCommas.result() : rest.result();
    }

    /** The type of all rows. */
    ColumnType type() {
        TextTypeInference all = new TextTypeInference(decimals, presentNotation());
        all.merge(hasDecimalComma() ? restWithCommas : rest);
        if (!firstIsBlank()) {
            all.accept(first());
        }
        return all.result();
    }
}
