/** Tests of what sorts are made of. */
@NullMarked
package io.gpuquery.calcite.exec.sorting;

import org.jspecify.annotations.NullMarked;
