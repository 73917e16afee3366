/**
 * Kernels for a device, generated from the expressions that the loops of the CPU evaluate: which rows satisfy conditions, and what
 * aggregates add up of them.
 *
 * <p>In: expressions over the columns of a scan, and batches of it. Out: selections and partial aggregates of a batch, the same as the
 * CPU's bit for bit; or an {@link io.gpuquery.calcite.kernel.IneligibleException} that says what a device cannot do. Literals are arguments of
 * kernels: no text of a user becomes a part of a program. Knows neither Calcite nor the operators that use it.
 */
@NullMarked
package io.gpuquery.calcite.kernel;

import org.jspecify.annotations.NullMarked;
