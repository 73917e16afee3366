/**
 * Window functions over rows in memory: rows by partition and in order, the frame of each, and what functions make of it. Of partitions that
 * memory has no room for, many functions make it {@linkplain io.gpuquery.calcite.exec.windowing.StretchColumn stretch by stretch}.
 *
 * <p>In: vectors of keys and arguments, and {@link io.gpuquery.calcite.exec.windowing.WindowFrame}s. Out: a vector of results in the
 * order of the rows.
 */
@NullMarked
package io.gpuquery.calcite.exec.windowing;

import org.jspecify.annotations.NullMarked;
