/**
 * Apple's GPUs, by Metal: Objective-C messages sent by JNA, nothing is built.
 *
 * <p>In come regions and kernels in Metal's shading language; out go buffers over the regions' own memory, and what kernels
 * wrote. Written from Apple's documentation and not yet run on a Mac.
 */
@NullMarked
package io.gpuquery.device.metal;

import org.jspecify.annotations.NullMarked;
