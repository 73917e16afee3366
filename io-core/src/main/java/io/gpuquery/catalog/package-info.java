/**
 * A directory as tables: which files are tables, of which format, under which names, and what is in them.
 *
 * <p>In: a directory (or one file), the options of a user, and a pool of open files. Out: immutable {@link
 * io.gpuquery.catalog.CatalogSnapshot}s of {@link io.gpuquery.catalog.CatalogTable}s that describe and scan themselves.
 * Knows the format readers and no SQL.
 */
@NullMarked
package io.gpuquery.catalog;

import org.jspecify.annotations.NullMarked;
