@NullMarked
package io.gpuquery.device;

import org.jspecify.annotations.NullMarked;
