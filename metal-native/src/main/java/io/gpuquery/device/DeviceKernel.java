package io.gpuquery.device;

/** A kernel compiled for one device. Any thread may use it; closing it under a running dispatch is harmless. */
public interface DeviceKernel extends AutoCloseable {

    Device device();

    String entryPoint();

    /** The most threads of a group with which this kernel can run. */
    int maxGroupThreads();

    @Override
    void close();
}
