/** Random tables written in every format and read back through SQL, compared with the values that were written. */
@NullMarked
package io.gpuquery.calcite.roundtrip;

import org.jspecify.annotations.NullMarked;
