@NullMarked
package io.gpuquery.memory;

import org.jspecify.annotations.NullMarked;
