package io.gpuquery.device.metal;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import org.junit.jupiter.api.Nested;

/** The contract on Metal's stand-in: as Apple's GPUs are, with memory of its own, and with short buffers. */
class MetalContractTest implements MetalContract {

    /** As Macs with a GPU of another maker. */
    @Nested
    class WithMemoryOfItsOwn implements MetalContract {
        @Override
        public Device open(DeviceOptions options) {
            MetalStandIn.configure("unifiedMemory", 0);
            return MetalStandIn.open(options);
        }
    }

    @Nested
    class WithShortBuffers implements MetalContract {
        @Override
        public Device open(DeviceOptions options) {
            MetalStandIn.configure("maxBufferLength", 17 << 20);
            return MetalStandIn.open(options);
        }
    }
}
