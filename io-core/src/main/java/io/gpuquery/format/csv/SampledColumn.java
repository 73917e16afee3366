package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.format.text.TextTypeInference;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What the sampled rows tell of a column: the first row, which may be a header, apart from the rest. */
final class SampledColumn {
    private final String name;
    private final @Nullable String first;
    private final boolean decimals;
    private final TextTypeInference rest;
    private boolean firstRepeats;
    private boolean hasValues;

    /**
     * A column without rows but the first.
     *
     * @param name the text in the file's first row
     * @param first the same as a value; null for NULL
     */
    SampledColumn(@Nullable String name, @Nullable String first, boolean decimals) {
        this.name = name == null ? "" : name;
        this.first = first;
        this.decimals = decimals;
        this.rest = new TextTypeInference(decimals);
    }

    /** Takes the text of another row; null for NULL. */
    void accept(@Nullable String text) {
        // Nothing but blanks is NULL in a column of any type but VARCHAR, and so no reason for VARCHAR.
        if (text != null && !text.isBlank()) {
            hasValues = true;
            rest.accept(text);
            firstRepeats |= text.equals(first);
        }
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
        TextTypeInference alone = new TextTypeInference(decimals);
        alone.accept(first());
        return !alone.result().equals(ColumnType.VARCHAR);
    }

    boolean firstFits(ColumnType type, boolean declared) {
        TextColumnWriter writer = declared
                ? TextColumnWriter.declared(type, ZoneOffset.UTC, 1)
                : TextColumnWriter.inferred(type, ZoneOffset.UTC, 1);
        return writer.parse(first());
    }

    /** Whether a row behind the first has a value. */
    boolean hasValues() {
        return hasValues;
    }

    /** The type of the rows behind the first. */
    ColumnType restType() {
        return rest.result();
    }

    /** The type of all rows. */
    ColumnType type() {
        TextTypeInference all = new TextTypeInference(decimals);
        all.merge(rest);
        if (!firstIsBlank()) {
            all.accept(first());
        }
        return all.result();
    }
}
