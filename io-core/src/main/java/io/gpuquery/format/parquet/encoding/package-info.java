/**
 * The encodings of Parquet pages: decompressed bytes of one page in, values in arrays out.
 *
 * <p>A decoder streams: it hands out as many values as it is asked for, so a page that claims two billion values costs
 * no more memory than the rows of one batch. Everything in a page is untrusted; what does not fit is a {@link
 * io.gpuquery.format.parquet.encoding.PageException}, which knows no file: whoever reads the column chunk adds the
 * place. Adding an encoding: one {@link io.gpuquery.format.parquet.encoding.ValueDecoder} in a file of its own, and its
 * line in {@link io.gpuquery.format.parquet.encoding.Encodings}.
 *
 * <p>Source: Apache Parquet format 2.12, "Encodings.md".
 */
@NullMarked
package io.gpuquery.format.parquet.encoding;

import org.jspecify.annotations.NullMarked;
