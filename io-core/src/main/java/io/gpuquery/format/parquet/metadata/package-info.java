/**
 * What a Parquet file says about itself: the bytes of its footer in, an immutable {@link
 * io.gpuquery.format.parquet.metadata.ParquetFooter} out.
 *
 * <p>The bytes are untrusted. Structures are read by the Thrift classes of parquet-format-structures over a protocol
 * with bounds, so a footer costs time and memory in proportion to its length, whatever it claims. No Hadoop class is
 * needed.
 *
 * <p>Source: Apache Parquet format 2.12, "parquet.thrift" and "LogicalTypes.md".
 */
@NullMarked
package io.gpuquery.format.parquet.metadata;

import org.jspecify.annotations.NullMarked;
