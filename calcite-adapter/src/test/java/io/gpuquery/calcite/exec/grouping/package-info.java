/** Tests of groups. */
@NullMarked
package io.gpuquery.calcite.exec.grouping;

import org.jspecify.annotations.NullMarked;
