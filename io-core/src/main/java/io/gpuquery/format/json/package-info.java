/**
 * JSON files as tables: NDJSON and other sequences of objects, one top-level array, or one object.
 *
 * <p>In: the bytes of a file, in UTF-8 or another charset. Out: a schema from samples ({@link
 * io.gpuquery.format.json.JsonShape} says how the file is laid out), and batches of columns. The text becomes checked UTF-8
 * ({@code JsonText}), Jackson's streaming parser its tokens, {@code RecordCursor} the records among them; a record is then either
 * sampled ({@code SchemaSampler}) or written into columns ({@code RowWriter}).
 */
@NullMarked
package io.gpuquery.format.json;

import org.jspecify.annotations.NullMarked;
