package io.gpuquery.device.host;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;

/** Provides the host, which is always there. */
public final class HostDeviceProvider implements DeviceProvider {

    @Override
    public DeviceKind kind() {
        return DeviceKind.HOST;
    }

    @Override
    public Availability availability() {
        return new Availability(true, HostDevice.name(), true);
    }

    @Override
    public Device open(DeviceOptions options) {
        return HostDevice.open(options, Long.MAX_VALUE);
    }
}
