@NullMarked
package io.gpuquery.device.metal;

import org.jspecify.annotations.NullMarked;
