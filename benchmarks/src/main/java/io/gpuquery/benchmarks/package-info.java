/** Benchmarks beside DuckDB and Calcite's file adapter. */
@NullMarked
package io.gpuquery.benchmarks;

import org.jspecify.annotations.NullMarked;
