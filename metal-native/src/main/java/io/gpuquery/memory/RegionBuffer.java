package io.gpuquery.memory;

/** What a {@link RegionWrapper} makes of a part of a region. Any thread may use and close it. */
public interface RegionBuffer extends AutoCloseable {

    /** Whether nobody has closed it. */
    boolean isOpen();

    /** Idempotent. */
    @Override
    void close();
}
