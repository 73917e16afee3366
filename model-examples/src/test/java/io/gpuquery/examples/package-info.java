/** Tests that the documents are true: their statements, commands, options and names. */
@NullMarked
package io.gpuquery.examples;

import org.jspecify.annotations.NullMarked;
