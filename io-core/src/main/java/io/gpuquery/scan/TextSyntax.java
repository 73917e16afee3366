package io.gpuquery.scan;

import org.jspecify.annotations.Nullable;

/**
 * What is unusual in how text is laid out; null means "none", or "find out".
 *
 * @param escape takes the meaning from a quote, a delimiter, a line end or another escape behind it, in delimited text
 * @param comment what lines that are no rows begin with, in delimited text
 * @param skipLines lines before the first row or header of delimited text; null: found out
 * @param rowsAt key of the array in a JSON object whose elements are the rows
 * @param nested what nested values of JSON become
 */
public record TextSyntax(
        @Nullable Character escape,
        @Nullable Character comment,
        @Nullable Integer skipLines,
        @Nullable String rowsAt,
        Nested nested) {
    /** What nested values of JSON become. */
    public enum Nested {
        /** ROW, ARRAY and MAP where those that were looked at agree, else JSON text. */
        TYPES,
        /** JSON text. */
        JSON
    }

    /** Nothing said. */
    public static final TextSyntax DEFAULT = new TextSyntax(null, null, null, null, Nested.TYPES);

    public TextSyntax {
        if (skipLines != null && skipLines < 0) {
            throw new IllegalArgumentException("skipLines is " + skipLines);
        }
    }
}
