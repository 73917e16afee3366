/**
 * What all connections of a process share: one engine for each directory, the open files, the threads, and the memory that may be
 * used. The only global state there is.
 *
 * <p>In: a directory and options. Out: a reference to its engine, through which tables are found and scanned in parallel.
 */
@NullMarked
package io.gpuquery.engine;

import org.jspecify.annotations.NullMarked;
