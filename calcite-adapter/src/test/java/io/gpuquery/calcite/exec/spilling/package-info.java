/** Tests of temporary files. */
@NullMarked
package io.gpuquery.calcite.exec.spilling;

import org.jspecify.annotations.NullMarked;
