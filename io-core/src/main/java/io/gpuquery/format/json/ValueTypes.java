package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.format.text.TextTypeInference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the type of a column from JSON values. Numbers widen among themselves (see {@link TextTypeInference}), texts are dates and
 * times or VARCHAR whatever else they look like, booleans are BOOLEAN, nested values what {@link NestedTypes} says; a mixture of
 * these is VARCHAR. For one thread.
 */
final class ValueTypes {
    /** Integers of so many characters have 32 bits. */
    private static final int SURE_INT_CHARS = 9;

    private final TextTypeInference numbers;
    private final TextTypeInference texts;
    private boolean hasNumbers;
    private boolean hasTexts;
    private boolean hasBooleans;
    private final boolean decimals;
    private final TextNotation notation;
    /** How many levels of nested values get types; below they are text. */
    private final int levels;
    /** What is known of nested values; null until there is one. */
    private @Nullable NestedTypes nested;

    private boolean beyondInt;
    private long lastRow = -1;
    private long presentCount;

    ValueTypes(boolean decimals, TextNotation notation, int levels) {
        this.decimals = decimals;
        this.notation = notation;
        this.levels = levels;
        this.numbers = new TextTypeInference(decimals);
        this.texts = new TextTypeInference(false, notation);
    }

    /**
     * Takes a value.
     *
     * @param row tells whether two values are of the same record: then the later counts
     */
    void accept(NestedValue value, long row) {
        JsonToken token = value.token();
        String text = value.text();
        presentCount -= row == lastRow ? 1 : 0;
        boolean present = token != JsonToken.VALUE_NULL;
        presentCount += present ? 1 : 0;
        lastRow = present ? row : -1;
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_TRUE, VALUE_FALSE -> hasBooleans = true;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                hasNumbers = true;
                beyondInt |= token == JsonToken.VALUE_NUMBER_INT && !fitsInt(text);
                numbers.accept(text);
            }
            case VALUE_STRING -> {
                hasTexts = true;
                texts.accept(text);
            }
            case START_ARRAY, START_OBJECT -> {
                NestedTypes types = nested;
                if (types == null) {
                    types = new NestedTypes(decimals, notation, levels);
                    nested = types;
                }
                types.accept(value);
            }
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException(token + " is no value");
        }
    }

    private static boolean fitsInt(CharSequence text) {
        if (text.length() > SURE_INT_CHARS) {
            try {
                Integer.parseInt(text.toString());
            } catch (NumberFormatException e) {
                // Jackson has seen that it is an integer, so it is one of more bits.
                return false;
            }
        }
        return true;
    }

    /** The type as Calcite's file adapter has it: integers as small as they are, and texts are only ever texts. */
    ColumnType calciteFileResult() {
        ColumnType type = nested == null ? result() : ColumnType.VARCHAR;
        return switch (type.kind()) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ -> ColumnType.VARCHAR;
            case BIGINT -> beyondInt ? type : ColumnType.INTEGER;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> type;
        };
    }

    /** Rows with a value other than null. */
    long presentCount() {
        return presentCount;
    }

    /** The type of the values so far; VARCHAR where there was none. */
    ColumnType result() {
        boolean mixed = (hasNumbers ? 1 : 0) + (hasTexts ? 1 : 0) + (hasBooleans ? 1 : 0) > 1;
        NestedTypes types = nested;
        if (types != null) {
            return mixed || hasNumbers || hasTexts || hasBooleans ? ColumnType.VARCHAR : types.result();
        }
        if (mixed) {
            return ColumnType.VARCHAR;
        }
        if (hasBooleans) {
            return ColumnType.BOOLEAN;
        }
        if (hasNumbers) {
            return numbers.result();
        }
        ColumnType type = texts.result();
        return switch (type.kind()) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ -> type;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> ColumnType.VARCHAR;
        };
    }
}
