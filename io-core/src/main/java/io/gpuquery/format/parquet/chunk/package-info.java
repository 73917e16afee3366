/**
 * One column chunk of a mapped Parquet file in, the {@link io.gpuquery.column.Column}s of its rows out.
 *
 * <p>Steps: {@link io.gpuquery.format.parquet.chunk.PageReader} walks the pages and decompresses them, a {@link
 * io.gpuquery.format.parquet.encoding.ValueDecoder} decodes them into a lane, which is an array on the heap, and a
 * block is filled from the lane in bulk. PLAIN numbers without nulls in pages that are not compressed take none of these
 * steps: their column is the mapped file. Dictionaries of strings stay dictionaries.
 */
@NullMarked
package io.gpuquery.format.parquet.chunk;

import org.jspecify.annotations.NullMarked;
