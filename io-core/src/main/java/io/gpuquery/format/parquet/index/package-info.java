/**
 * What a Parquet file has besides its pages that tells which rows of a row group cannot satisfy a predicate: the column and offset
 * index, Bloom filters, and dictionaries. Predicates and a row group in, {@link io.gpuquery.format.parquet.index.RowRanges} out.
 *
 * <p>Source: Apache Parquet format 2.12, "PageIndex.md" and "BloomFilter.md".
 */
@NullMarked
package io.gpuquery.format.parquet.index;

import org.jspecify.annotations.NullMarked;
