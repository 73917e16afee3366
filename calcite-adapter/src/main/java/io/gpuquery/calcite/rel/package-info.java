/**
 * What this adapter does in Calcite's planner.
 *
 * <p>In: the logical plan of a query that reads one of our tables. Out: the same query with the predicates where they
 * help most and the joins in a good order, for Calcite's physical rules and ours to implement.
 */
@NullMarked
package io.gpuquery.calcite.rel;

import org.jspecify.annotations.NullMarked;
