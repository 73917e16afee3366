@NullMarked
package io.gpuquery.device.opencl;

import org.jspecify.annotations.NullMarked;
