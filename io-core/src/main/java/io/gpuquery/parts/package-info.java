/**
 * Several files as one table: their columns united by name, what their folders are called as further columns, their rows one after
 * the other.
 *
 * <p>In: files that describe and open themselves, in the order of the rows. Out: one description, and one {@link
 * io.gpuquery.scan.Scan} that opens no file which cannot have a row wanted. Knows no format and no directory.
 */
@NullMarked
package io.gpuquery.parts;

import org.jspecify.annotations.NullMarked;
