/**
 * Delimited text: comma, tab, pipe, semicolon, or any other single character.
 *
 * <p>In: the bytes of a file and what the user says about it. Out: its dialect, schema and size ({@link
 * io.gpuquery.format.csv.CsvReader#describe}), and batches of columns ({@link io.gpuquery.format.csv.CsvReader#scan}).
 *
 * <p>The pipeline: {@code CharacterSource} decodes and validates the bytes; {@code RecordFeed} finds records and fields, checks the
 * quoting, counts lines, and leaves out the fields that nobody wants; Univocity's parser ({@code CsvRecords}) makes texts of the
 * fields; {@link io.gpuquery.format.text.TextColumnWriter} makes columns of the texts. Source of the grammar: RFC 4180, widened as
 * {@code RecordFeed} says.
 */
@NullMarked
package io.gpuquery.format.csv;

import org.jspecify.annotations.NullMarked;
