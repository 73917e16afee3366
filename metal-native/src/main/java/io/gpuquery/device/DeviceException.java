package io.gpuquery.device;

/**
 * A device could not do what it was asked for; the same work may still be done by another, so callers fall back and say
 * so, or turn it into a {@link io.gpuquery.error.DataException} where no fallback is allowed.
 */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The kernel does not compile; the message holds what the compiler said. */
        COMPILATION,
        /** The kernel failed while it ran. */
        EXECUTION,
        /** The device has not got the memory. */
        OUT_OF_MEMORY,
        /** The buffer is longer than the device takes. */
        TOO_LARGE,
        /** The wait was bounded, and the kernel had not ended by then. */
        TIMEOUT,
        /** The device cannot do this at all. */
        UNSUPPORTED
    }

    private final String deviceName;
    private final Reason reason;

    public DeviceException(String deviceName, Reason reason, String problem) {
        super(deviceName + ": " + problem);
        this.deviceName = deviceName;
        this.reason = reason;
    }

    public DeviceException(String deviceName, Reason reason, String problem, Throwable cause) {
        super(deviceName + ": " + problem, cause);
        this.deviceName = deviceName;
        this.reason = reason;
    }

    public String deviceName() {
        return deviceName;
    }

    public Reason reason() {
        return reason;
    }
}
