/**
 * Compressed files: which compression a file has, by its first bytes, and what it is without. Knows no format.
 */
@NullMarked
package io.gpuquery.compression;

import org.jspecify.annotations.NullMarked;
