/** Tests of the operators: against plain scalar references, in tiny blocks and with any number of threads. */
@NullMarked
package io.gpuquery.calcite.exec;

import org.jspecify.annotations.NullMarked;
