/**
 * Our tables in Calcite's planner: the logical scan, the device convention, and the rules that lead there.
 *
 * <p>In: the logical plan of a query that reads one of our tables, rewritten as a whole by {@link
 * io.gpuquery.calcite.rewrite}. Out: a plan whose scans read the columns and rows that are needed.
 */
@NullMarked
package io.gpuquery.calcite.rel;

import org.jspecify.annotations.NullMarked;
