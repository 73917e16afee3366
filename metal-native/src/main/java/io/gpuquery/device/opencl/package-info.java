/**
 * Devices reached by OpenCL: Linux GPUs, and processors through drivers such as PoCL.
 *
 * <p>In come regions and kernels in OpenCL C; out go buffers over the regions' own memory where the device works on the
 * host's memory, and what kernels wrote. The system's OpenCL library is called by JNA; nothing is built.
 */
@NullMarked
package io.gpuquery.device.opencl;

import org.jspecify.annotations.NullMarked;
