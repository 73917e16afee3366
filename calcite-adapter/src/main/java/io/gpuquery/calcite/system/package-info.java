/**
 * Tables about what is there: {@code sys.files}, {@code sys.tables}, {@code sys.columns}, {@code sys.devices}, {@code sys.buffers}, {@code
 * sys.queries}. In: catalogs, and what is remembered of statements. Out:
 * rows, computed when a statement asks for them. A broken file is a row with its error.
 */
@NullMarked
package io.gpuquery.calcite.system;

import org.jspecify.annotations.NullMarked;
