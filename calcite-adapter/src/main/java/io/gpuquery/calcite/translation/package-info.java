/**
 * Expressions of Calcite's plans as our own.
 *
 * <p>In: a {@link org.apache.calcite.rex.RexNode} over the columns of one of our operators. Out: an {@link
 * io.gpuquery.calcite.expression.Expression} of the same meaning under our type system, with Calcite's own compiled code for what no
 * operation of ours covers; or nothing, where not even that is possible.
 */
@NullMarked
package io.gpuquery.calcite.translation;

import org.jspecify.annotations.NullMarked;
