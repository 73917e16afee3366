package io.gpuquery.device;

/** Makes the devices of one kind; found by {@link java.util.ServiceLoader}. */
public interface DeviceProvider {

    DeviceKind kind();

    /** Whether there is such a device here. Never throws: what is wrong is the answer. May load native libraries. */
    Availability availability();

    /**
     * Opens the device that is best suited.
     *
     * @throws DeviceException if there is none, or it cannot be opened
     */
    Device open(DeviceOptions options);

    /**
     * Whether a device can be opened, and why not.
     *
     * @param available whether it can
     * @param description the device's name, or what is missing, for {@code sys.devices} and messages
     * @param preferred whether {@code device=auto} takes it; a driver that computes on the processor is no gain
     */
    record Availability(boolean available, String description, boolean preferred) {}
}
