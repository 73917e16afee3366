/** Failures that a user can act on: what is wrong, where, and what to do next. Depends on nothing. */
@NullMarked
package io.gpuquery.error;

import org.jspecify.annotations.NullMarked;
