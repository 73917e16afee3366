package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Asks for OpenCL and tries to open it, in a JVM of its own. */
final class AvailabilityProgram {
    private AvailabilityProgram() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DeviceProvider provider = new OpenClDeviceProvider();
        DeviceProvider.Availability availability = provider.availability();
        out.println(availability.available() + " " + availability.description());
        try {
            provider.open(DeviceOptions.defaults()).close();
        } catch (DeviceException e) {
            out.println(e.reason() + " " + e.getMessage());
        }
    }
}
