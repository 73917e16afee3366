@NullMarked
package io.gpuquery.device.common;

import org.jspecify.annotations.NullMarked;
