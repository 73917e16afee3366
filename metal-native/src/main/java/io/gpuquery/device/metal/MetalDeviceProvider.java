package io.gpuquery.device.metal;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import java.util.Locale;

/**
 * Provides the default GPU of a Mac.
 *
 * <p>Written from Apple's documentation and not yet run on a Mac; so {@code device=auto} does not take it, and whoever
 * wants it asks for {@code device=metal}.
 */
public final class MetalDeviceProvider implements DeviceProvider {

    /** Found out on the first ask. */
    private static final class Once {
        private static final Availability AVAILABILITY = find();
    }

    @Override
    public DeviceKind kind() {
        return DeviceKind.METAL;
    }

    @Override
    public Availability availability() {
        return Once.AVAILABILITY;
    }

    @Override
    public Device open(DeviceOptions options) {
        Availability availability = availability();
        if (!availability.available()) {
            throw new DeviceException("Metal", DeviceException.Reason.UNSUPPORTED, availability.description());
        }
        return MetalDevice.open(options);
    }

    private static Availability find() {
        String os = System.getProperty("os.name");
        if (!os.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return missing("Metal is a part of macOS, and this is " + os);
        }
        try {
            return ObjC.pooled(MetalDeviceProvider::ask);
        } catch (LinkageError | RuntimeException e) {
            return missing("Metal cannot be loaded (" + e + ")");
        }
    }

    private static Availability ask() {
        long device = MetalDevices.best();
        if (device == 0) {
            return missing("this Mac has no GPU that Metal can use");
        }
        try {
            return new Availability(true, MetalDevices.name(device), false);
        } finally {
            ObjC.release(device);
        }
    }

    private static Availability missing(String reason) {
        return new Availability(false, reason, false);
    }
}
