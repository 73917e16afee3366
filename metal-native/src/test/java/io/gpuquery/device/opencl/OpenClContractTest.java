package io.gpuquery.device.opencl;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import org.junit.jupiter.api.Nested;

/** The contract on the driver as it is, and as if it shared less of the host's memory than it does. */
class OpenClContractTest implements OpenClContract {

    /** As GPUs with memory of their own are. */
    @Nested
    class WithMemoryOfItsOwn implements OpenClContract {
        @Override
        public Device open(DeviceOptions options) {
            return OpenClDeviceProvider.open(options, Sharing.NONE);
        }
    }
}
