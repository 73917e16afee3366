/**
 * Owned off-heap bytes: files mapped read-only, blocks of native memory, and the leases that keep both alive while
 * somebody reads them.
 *
 * <p>In come paths and lengths; out go {@link io.gpuquery.memory.MemoryRegion}s with a 16-KiB-aligned address and
 * little-endian {@link java.nio.ByteBuffer} windows. Every region has one owner, is counted by {@link
 * io.gpuquery.memory.LiveResources}, and is given back by the last of its owner and its leases. Nothing here knows
 * formats, columns or devices.
 */
@NullMarked
package io.gpuquery.memory;

import org.jspecify.annotations.NullMarked;
