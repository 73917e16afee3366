/**
 * Executes plans on the CPU: operators over blocks of columns, in parallel over the morsels of scans.
 *
 * <p>In: a {@link PlanNode} tree, pure data, and the scans under it. Out: blocks of rows in an order that does not depend on the
 * number of threads, and a {@link Receipt}. Knows neither Calcite nor tables.
 */
@NullMarked
package io.gpuquery.calcite.exec;

import org.jspecify.annotations.NullMarked;
