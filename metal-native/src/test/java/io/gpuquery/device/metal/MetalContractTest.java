package io.gpuquery.device.metal;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceContract;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contract on Metal's stand-in: as Apple's GPUs are, with memory of its own, and with short buffers. */
class MetalContractTest implements DeviceContract {

    @BeforeEach
    void requireStandIn() {
        MetalStandIn.require();
        MetalStandIn.reset();
    }

    @AfterEach
    void noRuleWasBroken() {
        MetalStandIn.verify();
        MetalStandIn.reset();
    }

    @Override
    public Device open(DeviceOptions options) {
        return MetalStandIn.open(options);
    }

    @Override
    public KernelSource add() {
        return MetalKernels.ADD;
    }

    @Override
    public KernelSource broken() {
        return MetalKernels.BROKEN;
    }

    /** As Macs with a GPU of another maker. */
    @Nested
    class WithMemoryOfItsOwn implements DeviceContract {
        @Override
        public Device open(DeviceOptions options) {
            MetalStandIn.configure("unifiedMemory", 0);
            return MetalStandIn.open(options);
        }

        @Override
        public KernelSource add() {
            return MetalKernels.ADD;
        }

        @Override
        public KernelSource broken() {
            return MetalKernels.BROKEN;
        }
    }

    @Nested
    class WithShortBuffers implements DeviceContract {
        @Override
        public Device open(DeviceOptions options) {
            MetalStandIn.configure("maxBufferLength", 17 << 20);
            return MetalStandIn.open(options);
        }

        @Override
        public KernelSource add() {
            return MetalKernels.ADD;
        }

        @Override
        public KernelSource broken() {
            return MetalKernels.BROKEN;
        }
    }
}
