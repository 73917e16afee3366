/**
 * The contract between those who want columns of a file and those who read a file format.
 *
 * <p>In: the contents of one version of a file, a projection and predicates. Out: morsels of {@link
 * io.gpuquery.column.ColumnBatch}es that any number of threads can take. Knows no format and no catalog.
 */
@NullMarked
package io.gpuquery.scan;

import org.jspecify.annotations.NullMarked;
