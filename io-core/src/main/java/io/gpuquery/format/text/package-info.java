/**
 * Types and values of text: what CSV and JSON share.
 *
 * <p>In: the texts of fields. Out: the {@link io.gpuquery.column.ColumnType} that holds them ({@link
 * io.gpuquery.format.text.TextTypeInference}), and columns of it ({@link io.gpuquery.format.text.TextColumnWriter}). Knows no file
 * format: where a field stands, what is null, and what happens to a field that does not fit is the caller's.
 */
@NullMarked
package io.gpuquery.format.text;

import org.jspecify.annotations.NullMarked;
