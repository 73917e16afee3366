/**
 * Groups of rows: keys as 64-bit words in open-addressing tables, and what is added up of the rows of each group.
 *
 * <p>In: vectors of keys and arguments. Out: vectors with one row for each group. Tables belong to one thread each and are brought
 * together in the order of the input, so that no result depends on how many threads there are.
 */
@NullMarked
package io.gpuquery.calcite.exec.grouping;

import org.jspecify.annotations.NullMarked;
