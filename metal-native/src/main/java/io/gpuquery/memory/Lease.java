package io.gpuquery.memory;

/**
 * A reader's claim on memory: while it is open the memory stays valid, even when its owner has closed it meanwhile.
 *
 * <p>Any thread may close a lease, any number of times; the first call counts. A lease that becomes unreachable without
 * having been closed is given back by a {@link java.lang.ref.Cleaner}, and the memory is then kept until no buffer
 * sliced from it is reachable either.
 */
public interface Lease extends AutoCloseable {
    @Override
    void close();
}
