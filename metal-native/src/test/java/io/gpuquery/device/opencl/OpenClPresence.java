package io.gpuquery.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.device.DeviceProvider;

/** Whether tests that need an OpenCL driver run, fail or are passed over. */
final class OpenClPresence {
    private static final String VARIABLE = "GPUQUERY_REQUIRE_OPENCL";

    private OpenClPresence() {}

    /** Passes a test over where there is no driver, loudly; fails it where one is required. */
    static void require() {
        DeviceProvider.Availability availability = new OpenClDeviceProvider().availability();
        if (Boolean.parseBoolean(System.getenv(VARIABLE)) || Boolean.getBoolean(VARIABLE)) {
            assertThat(availability.available())
                    .as("%s is set, and: %s", VARIABLE, availability.description())
                    .isTrue();
        }
        assumeTrue(availability.available(), "NOT RUN, for want of OpenCL: " + availability.description());
    }
}
