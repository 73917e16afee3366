/** Examples: data, models and statements. */
@NullMarked
package io.gpuquery.examples;

import org.jspecify.annotations.NullMarked;
