/**
 * Typed expressions over columns, as pure data: what the CPU's loops evaluate and what kernels of a device are generated from.
 *
 * <p>Knows neither Calcite nor a device. In: what the planner translated. Out: a tree to walk. Values travel as {@link
 * io.gpuquery.column.ColumnType} defines them.
 */
@NullMarked
package io.gpuquery.calcite.expression;

import org.jspecify.annotations.NullMarked;
