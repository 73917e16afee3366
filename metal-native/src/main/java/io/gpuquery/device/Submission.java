package io.gpuquery.device;

import java.time.Duration;

/**
 * Dispatches that were handed to a device, which runs them in order.
 *
 * <p>Until they have ended the device keeps their buffers' memory, however long that takes and whether or not somebody
 * waits: memory under a kernel that does not end is never given back.
 */
public interface Submission {

    /** Whether they have ended, well or not. Memory that the kernels wrote may be read only after {@link #await}. */
    boolean isDone();

    /**
     * Waits until they have ended.
     *
     * @throws DeviceException if a kernel failed, or had not ended in time
     * @throws io.gpuquery.error.DataException if a file that a kernel on the host read was truncated meanwhile
     * @throws InterruptedException if the thread was interrupted; the kernels go on
     */
    void await(Duration limit) throws InterruptedException;

    /** How long the device was at work, in nanoseconds; known once they have ended well. */
    long deviceNanos();
}
