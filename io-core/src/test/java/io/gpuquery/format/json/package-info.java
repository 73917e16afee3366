/** Tests of the JSON reader. */
@NullMarked
package io.gpuquery.format.json;

import org.jspecify.annotations.NullMarked;
