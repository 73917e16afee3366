/**
 * Temporary files for rows that memory has no room for.
 *
 * <p>In: rows as vectors. Out: the same rows, in the order in which they were written; or divided by a hash of their keys. Files lie in
 * a folder of the process, belong to one execution each, and go with it.
 */
@NullMarked
package io.gpuquery.calcite.exec.spilling;

import org.jspecify.annotations.NullMarked;
