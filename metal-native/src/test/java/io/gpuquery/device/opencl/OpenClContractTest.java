package io.gpuquery.device.opencl;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceContract;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contract on the driver as it is, and as if it shared less of the host's memory than it does. */
class OpenClContractTest implements DeviceContract {

    @BeforeEach
    void requireDriver() {
        OpenClPresence.require();
    }

    @Override
    public Device open(DeviceOptions options) {
        return new OpenClDeviceProvider().open(options);
    }

    @Override
    public KernelSource add() {
        return Kernels.ADD;
    }

    @Override
    public KernelSource broken() {
        return Kernels.BROKEN;
    }

    /** As GPUs with memory of their own are. */
    @Nested
    class WithMemoryOfItsOwn implements DeviceContract {
        @Override
        public Device open(DeviceOptions options) {
            return OpenClDeviceProvider.open(options, Sharing.NONE);
        }

        @Override
        public KernelSource add() {
            return Kernels.ADD;
        }

        @Override
        public KernelSource broken() {
            return Kernels.BROKEN;
        }
    }
}
