package io.gpuquery.device.opencl;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import org.jspecify.annotations.Nullable;

/**
 * Provides the best device of the installed OpenCL drivers: a GPU before others. Processors are available for tests, and
 * not preferred, since the host device does the same without a detour.
 *
 * <p>Drivers are asked once per process; one that is installed later is seen by the next process.
 */
public final class OpenClDeviceProvider implements DeviceProvider {

    @Override
    public DeviceKind kind() {
        return DeviceKind.OPENCL;
    }

    @Override
    public Availability availability() {
        DriverDevices devices = DriverDevices.found();
        DriverDevice best = devices.best();
        return best == null
                ? new Availability(false, String.valueOf(devices.missing()), false)
                : new Availability(true, best.name(), best.isGpu());
    }

    @Override
    public Device open(DeviceOptions options) {
        return open(options, null);
    }

    /** @param sharing what to believe about the device's memory, null for what is measured */
    static Device open(DeviceOptions options, @Nullable Sharing sharing) {
        DriverDevices devices = DriverDevices.found();
        DriverDevice best = devices.best();
        if (best == null) {
            throw new DeviceException("OpenCL", DeviceException.Reason.UNSUPPORTED, String.valueOf(devices.missing()));
        }
        return OpenClDevice.open(best, options, sharing);
    }
}
