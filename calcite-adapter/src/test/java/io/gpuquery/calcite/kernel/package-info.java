@NullMarked
package io.gpuquery.calcite.kernel;

import org.jspecify.annotations.NullMarked;
