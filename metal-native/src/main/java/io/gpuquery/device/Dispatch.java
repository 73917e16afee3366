package io.gpuquery.device;

import java.util.List;

/**
 * One run of a kernel over a one-dimensional range of threads.
 *
 * @param kernel what to run
 * @param arguments what it gets, in the order of its parameters
 * @param threads how many threads are wanted; a device may start more, up to the next multiple of the group, so a kernel
 *     is told its length and compares
 * @param groupThreads how many threads form a group: all groups have that many; 0 for the device's choice, and then groups
 *     may be of different sizes
 */
public record Dispatch(DeviceKernel kernel, List<KernelArgument> arguments, long threads, int groupThreads) {

    public Dispatch {
        if (threads < 0 || groupThreads < 0) {
            throw new IllegalArgumentException(threads + " threads in groups of " + groupThreads);
        }
        arguments = List.copyOf(arguments);
    }

    public Dispatch(DeviceKernel kernel, List<KernelArgument> arguments, long threads) {
        this(kernel, arguments, threads, 0);
    }
}
