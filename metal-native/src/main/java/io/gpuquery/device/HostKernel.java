package io.gpuquery.device;

import java.nio.ByteBuffer;

/**
 * A kernel in Java: what one thread of a GPU does, for a range of threads.
 *
 * <p>It may be called by several threads at once, for different ranges, and must not keep the arguments.
 */
@FunctionalInterface
public interface HostKernel {

    /** Does the work of the threads from {@code firstThread} to before {@code endThread}. */
    void run(Arguments arguments, long firstThread, long endThread);

    /** The arguments of a dispatch, by their position. */
    interface Arguments {

        /**
         * A little-endian view on a part of a buffer, read-only unless the buffer is writable.
         *
         * @throws IllegalArgumentException if the argument is no buffer
         * @throws IndexOutOfBoundsException if the part does not lie within the buffer
         */
        ByteBuffer buffer(int index, long offsetBytes, int lengthBytes);

        /** The length in bytes of a buffer. */
        long bufferBytes(int index);

        /** The little-endian bytes of a {@link KernelArgument.Value}. */
        ByteBuffer value(int index);
    }
}
