/** Failures: what is wrong, where, and what to do next. */
@NullMarked
package io.gpuquery.error;

import org.jspecify.annotations.NullMarked;
