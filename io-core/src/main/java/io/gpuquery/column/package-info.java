/** Columns: types in, buffers out. */
@NullMarked
package io.gpuquery.column;

import org.jspecify.annotations.NullMarked;
