/**
 * The host as a device: kernels are Java objects, buffers are the regions themselves.
 *
 * <p>In come regions and {@link io.gpuquery.device.KernelSource.Java} kernels; out go buffers and what the kernels wrote.
 */
@NullMarked
package io.gpuquery.device.host;

import org.jspecify.annotations.NullMarked;
