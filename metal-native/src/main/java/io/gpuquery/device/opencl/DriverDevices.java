package io.gpuquery.device.opencl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices of all OpenCL drivers, looked for once per process.
 *
 * @param best the one that is best suited; null if there is none
 * @param missing why there is none; null if there is one
 */
record DriverDevices(@Nullable DriverDevice best, @Nullable String missing) {

    /** Initialised on the first ask. */
    private static final class Once {
        private static final DriverDevices FOUND = find();
    }

    static DriverDevices found() {
        return Once.FOUND;
    }

    private static DriverDevices find() {
        try {
            return ofPlatforms();
        } catch (LinkageError e) {
            String cause = String.valueOf(rootMessage(e)).lines().findFirst().orElse("unknown reason");
            return new DriverDevices(null, "no OpenCL library can be loaded (" + cause + ")");
        } catch (RuntimeException e) {
            return new DriverDevices(null, "the OpenCL drivers cannot be asked (" + e.getMessage() + ")");
        }
    }

    private static DriverDevices ofPlatforms() {
        int[] count = new int[1];
        int status = OpenCl.clGetPlatformIDs(0, null, count);
        if (status != OpenCl.CL_SUCCESS || count[0] == 0) {
            return new DriverDevices(
                    null, "there is an OpenCL library, but no driver is installed (" + Status.name(status) + ")");
        }
        long[] platforms = new long[count[0]];
        Status.check("OpenCL", "list platforms", OpenCl.clGetPlatformIDs(platforms.length, platforms, null));
        List<DriverDevice> devices = new ArrayList<>();
        for (long platform : platforms) {
            addDevices(platform, devices);
        }
        return devices.stream()
                .filter(DriverDevice::isUsable)
                .max(Comparator.comparingInt(DriverDevice::rank).thenComparingLong(DriverDevice::computeUnits))
                .map(best -> new DriverDevices(best, null))
                .orElseGet(() -> new DriverDevices(null, "OpenCL drivers are installed, but none has a usable device"));
    }

    private static void addDevices(long platform, List<DriverDevice> devices) {
        int[] count = new int[1];
        int status = OpenCl.clGetDeviceIDs(platform, OpenCl.CL_DEVICE_TYPE_ALL, 0, null, count);
        if (status == OpenCl.CL_SUCCESS && count[0] > 0) {
            long[] found = new long[count[0]];
            status = OpenCl.clGetDeviceIDs(platform, OpenCl.CL_DEVICE_TYPE_ALL, found.length, found, null);
            Status.check("OpenCL", "list devices", status);
            for (long device : found) {
                devices.add(DriverDevice.of(platform, device));
            }
        }
    }

    private static @Nullable String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
