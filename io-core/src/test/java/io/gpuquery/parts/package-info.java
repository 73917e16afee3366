@NullMarked
package io.gpuquery.parts;

import org.jspecify.annotations.NullMarked;
