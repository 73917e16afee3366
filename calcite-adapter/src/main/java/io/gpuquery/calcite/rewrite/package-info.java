/**
 * The rewriting of a whole query, before Calcite's cost-based planner looks for its implementation.
 *
 * <p>In: the logical plan of a query, from any way into Calcite. Out: an equal one with exact arithmetic, the predicates
 * where they help most, and the joins in a good order. {@link io.gpuquery.calcite.rewrite.PlannerRules} is the entrance.
 */
@NullMarked
package io.gpuquery.calcite.rewrite;

import org.jspecify.annotations.NullMarked;
