/** A folder as people have them, and what becomes of it. */
@NullMarked
package io.gpuquery.calcite.folder;

import org.jspecify.annotations.NullMarked;
