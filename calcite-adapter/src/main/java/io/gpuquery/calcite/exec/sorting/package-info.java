/**
 * Sorts rows by normalised keys: columns as words whose order as integers is the order wanted, with direction and nulls folded in.
 *
 * <p>In: vectors and {@link io.gpuquery.calcite.exec.sorting.KeyOrder}s. Out: row numbers in order.
 */
@NullMarked
package io.gpuquery.calcite.exec.sorting;

import org.jspecify.annotations.NullMarked;
