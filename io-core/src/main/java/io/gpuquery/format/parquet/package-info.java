/**
 * Parquet files: the contents of a file in, its schema, statistics and column batches out.
 *
 * <p>{@link io.gpuquery.format.parquet.ParquetReader} is the entry. A scan hands out a morsel per row group that
 * statistics do not rule out; a morsel reads each of its column chunks with a {@link
 * io.gpuquery.format.parquet.chunk.ChunkReader}. The packages below, ground floor first: {@code encoding} and {@code
 * codec} know pages, {@code metadata} the footer, {@code value} what the one means by the other, {@code chunk} puts them
 * together.
 */
@NullMarked
package io.gpuquery.format.parquet;

import org.jspecify.annotations.NullMarked;
