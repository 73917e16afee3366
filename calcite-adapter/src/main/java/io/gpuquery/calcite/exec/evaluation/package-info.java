/**
 * Evaluates expressions over blocks of columns: a graph of nodes, each computed once per block and only for the rows that need it,
 * with the loops of {@link io.gpuquery.calcite.exec.vector}.
 */
@NullMarked
package io.gpuquery.calcite.exec.evaluation;

import org.jspecify.annotations.NullMarked;
