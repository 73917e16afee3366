/**
 * TPC-H as a test bed: rows from the public generator, the 22 queries, files in every format, and DuckDB as the oracle.
 *
 * <p>In: a scale factor. Out: tables in memory, directories of CSV, NDJSON or Parquet files, and the rows that DuckDB
 * gives. {@link io.gpuquery.calcite.tpch.TpchSuite} runs all queries through any JDBC connection.
 */
@NullMarked
package io.gpuquery.calcite.tpch;

import org.jspecify.annotations.NullMarked;
