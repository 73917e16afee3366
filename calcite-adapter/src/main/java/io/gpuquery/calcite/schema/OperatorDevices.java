package io.gpuquery.calcite.schema;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevices;
import io.gpuquery.device.DeviceKind;
import org.jspecify.annotations.Nullable;

/**
 * What the operators of a connection run on.
 *
 * @param devices those of the engine
 * @param options what the user has said
 */
record OperatorDevices(KernelDevices devices, Options options) {
    /** Null for the CPU. */
    @Nullable
    DeviceUse use() {
        boolean strict = options.fallback() == Options.Fallback.ERROR;
        return switch (options.device()) {
            case HOST -> null;
            case METAL -> devices.chosen(DeviceKind.METAL, strict);
            case OPENCL -> devices.chosen(DeviceKind.OPENCL, strict);
            case AUTO -> devices.automatic(options.calibrate());
        };
    }

    /** For people; what is chosen is known when a statement runs. */
    String candidates() {
        String cpu = options.fallback() == Options.Fallback.ERROR ? "" : ", cpu";
        return switch (options.device()) {
            case HOST -> "cpu";
            case METAL -> "metal" + cpu;
            case OPENCL -> "opencl" + cpu;
            case AUTO -> {
                DeviceUse use = devices.automatic(options.calibrate());
                yield use == null ? "cpu" : use.device().device().info().kind().optionName() + ", cpu";
            }
        };
    }
}
