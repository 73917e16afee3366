package io.gpuquery.calcite.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import io.gpuquery.device.metal.MetalStandIn;
import java.time.Duration;
import java.util.List;

/** The devices that kernels are tried on: whatever OpenCL has, mostly a processor, and the tests' stand-in for Metal. */
public enum TestDevice {
    OPENCL,
    METAL;

    private static final String VARIABLE = "GPUQUERY_REQUIRE_OPENCL";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Passes a test over where there is no such device, loudly; fails it where one is required. */
    public void require() {
        switch (this) {
            case METAL -> {
                MetalStandIn.require();
                MetalStandIn.reset();
            }
            case OPENCL -> {
                DeviceProvider.Availability availability = Devices.discover().providers().stream()
                        .filter(provider -> provider.kind() == DeviceKind.OPENCL)
                        .findFirst()
                        .orElseThrow()
                        .availability();
                if (Boolean.parseBoolean(System.getenv(VARIABLE)) || Boolean.getBoolean(VARIABLE)) {
                    assertThat(availability.available())
                            .as("%s is set, and: %s", VARIABLE, availability.description())
                            .isTrue();
                }
                assumeTrue(availability.available(), "NOT RUN, for want of OpenCL: " + availability.description());
            }
        }
    }

    /** Opens it; the caller closes it. */
    public KernelDevice open() {
        return new KernelDevice(device(DeviceOptions.defaults()), LIMIT, false, Long.MAX_VALUE);
    }

    /** As {@link #open()}, without sharing memory. */
    public KernelDevice openCopying() {
        return new KernelDevice(device(new DeviceOptions(true)), LIMIT, false, Long.MAX_VALUE);
    }

    /** As {@link #openCopying()}, with room for so many bytes of columns at a time. */
    public KernelDevice openCopying(long budgetBytes) {
        return new KernelDevice(device(new DeviceOptions(true)), LIMIT, false, budgetBytes);
    }

    /** As {@link #open()}, with room for so many bytes of columns at a time. */
    public KernelDevice open(long budgetBytes) {
        return new KernelDevice(device(DeviceOptions.defaults()), LIMIT, false, budgetBytes);
    }

    /** Bytes of columns in buffers of a device. */
    public static long bufferBytes(KernelDevice device) {
        return device.buffers().bytes();
    }

    /** As {@link #open()}, but its kernels count rows twice, and select none. */
    public KernelDevice openWrong() {
        return new KernelDevice(device(DeviceOptions.defaults()), LIMIT, true, Long.MAX_VALUE);
    }

    /** As {@link #open()}, but no kernel ends early enough for it. */
    public KernelDevice openImpatient() {
        return new KernelDevice(device(DeviceOptions.defaults()), Duration.ZERO, false, Long.MAX_VALUE);
    }

    /** Has a device keep small tables of groups. */
    public static void limitTables(KernelDevice device, int mostInts) {
        device.limitTables(mostInts);
    }

    Device device(DeviceOptions options) {
        return switch (this) {
            case METAL -> MetalStandIn.open(options);
            case OPENCL -> Devices.discover().open("opencl", options);
        };
    }

    /** The texts of all kernels that a device has compiled. */
    public static List<String> texts(KernelDevice device) {
        return device.texts();
    }
}
