/**
 * Blocks of values in heap arrays, and the loops over them: one small method per operation and lane, over arrays that stay in the
 * first-level cache.
 *
 * <p>Lanes: 32-bit integers (also booleans, dates), 64-bit integers, doubles, 128-bit integers, texts, and codes into a dictionary of
 * texts. An exact number lies in the narrowest lane that its block needs, whatever its type: the ranges of its operands tell. In:
 * columns of a batch. Out: vectors.
 */
@NullMarked
package io.gpuquery.calcite.exec.vector;

import org.jspecify.annotations.NullMarked;
