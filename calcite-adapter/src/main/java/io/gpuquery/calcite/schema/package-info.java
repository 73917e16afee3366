/** Entry points: schema and table factories for Calcite. */
@NullMarked
package io.gpuquery.calcite.schema;

import org.jspecify.annotations.NullMarked;
