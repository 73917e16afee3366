/**
 * The command line: sqlline over a directory, a file or a model.
 *
 * <p>In: arguments and SQL. Out: rows on standard output, everything else on standard error, and an exit status.
 */
@NullMarked
package io.gpuquery.calcite.shell;

import org.jspecify.annotations.NullMarked;
