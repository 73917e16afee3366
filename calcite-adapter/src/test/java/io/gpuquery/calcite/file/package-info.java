/** The flavor calcite-file beside Calcite's own file adapter. */
@NullMarked
package io.gpuquery.calcite.file;

import org.jspecify.annotations.NullMarked;
