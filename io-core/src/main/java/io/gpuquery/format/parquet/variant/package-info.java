/**
 * VARIANT values as JSON. In come the columns that a VARIANT is stored in: its names, its bytes, and what was shredded into columns of
 * their own. Out goes a column of texts. Source: Apache Parquet format 2.12, VariantEncoding.md and VariantShredding.md.
 */
@NullMarked
package io.gpuquery.format.parquet.variant;

import org.jspecify.annotations.NullMarked;
