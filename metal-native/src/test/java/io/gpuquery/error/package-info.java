@NullMarked
package io.gpuquery.error;

import org.jspecify.annotations.NullMarked;
