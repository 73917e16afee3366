/**
 * From values as a Parquet file writes them to values as our columns hold them: one {@link
 * io.gpuquery.format.parquet.encoding.ValueDecoder} around another. Put around a dictionary's decoder, each entry is
 * converted once and not each row.
 */
@NullMarked
package io.gpuquery.format.parquet.value;

import org.jspecify.annotations.NullMarked;
