/**
 * The last statements of a directory. In: the text of each, what its execution counted, how it ended. Out: bounded records of
 * them, for {@code sys.queries}.
 */
@NullMarked
package io.gpuquery.calcite.history;

import org.jspecify.annotations.NullMarked;
