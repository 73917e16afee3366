/**
 * What a device is, whoever makes it: memory that kernels read, kernels, and their dispatch.
 *
 * <p>In come regions of host memory and kernel sources; out go buffers that a device reads without a copy where it can,
 * and results. Providers are found by {@link java.util.ServiceLoader}, so this package knows none of them, and nothing
 * here knows columns or SQL.
 */
@NullMarked
package io.gpuquery.device;

import org.jspecify.annotations.NullMarked;
