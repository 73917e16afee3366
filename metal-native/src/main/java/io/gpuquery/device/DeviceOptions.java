package io.gpuquery.device;

/**
 * How a device is opened.
 *
 * @param forceBufferCopy whether every buffer is a copy, also where the device could share the host's memory: to measure
 *     what sharing saves, and to rule it out as the cause of a fault
 */
public record DeviceOptions(boolean forceBufferCopy) {

    /** Sharing where it is possible. */
    public static DeviceOptions defaults() {
        return new DeviceOptions(false);
    }
}
