/** Tests of the Parquet reader: against parquet-java and DuckDB as writers, and against files made by hand. */
@NullMarked
package io.gpuquery.format.parquet;

import org.jspecify.annotations.NullMarked;
