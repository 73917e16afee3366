/**
 * What a table is to the planner and to users: columns with SQL types, statistics, and ways to read them.
 *
 * <p>In: a table of the catalog. Out: rows for Calcite, or batches of columns in buffers that a device can read. Knows the
 * runtime of Calcite, not its planner.
 */
@NullMarked
package io.gpuquery.calcite.table;

import org.jspecify.annotations.NullMarked;
