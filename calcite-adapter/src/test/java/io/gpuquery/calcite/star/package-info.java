/** A small star schema, and statements over it as data. */
@NullMarked
package io.gpuquery.calcite.star;

import org.jspecify.annotations.NullMarked;
