@NullMarked
package io.gpuquery.device.host;

import org.jspecify.annotations.NullMarked;
