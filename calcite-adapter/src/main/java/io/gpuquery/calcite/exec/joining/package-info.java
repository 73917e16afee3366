/**
 * Joins: rows of one side kept by their keys, and blocks of the other side looked up among them.
 *
 * <p>In: blocks as vectors and frames. Out: pairs of rows, as columns that are gathered when somebody asks for them.
 */
@NullMarked
package io.gpuquery.calcite.exec.joining;

import org.jspecify.annotations.NullMarked;
