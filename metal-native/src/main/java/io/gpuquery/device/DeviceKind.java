package io.gpuquery.device;

import java.util.Locale;

/** By which interface a device is reached. The order is that of {@code device=auto}: the first that is worth it. */
public enum DeviceKind {
    METAL,
    OPENCL,
    HOST;

    /** The name in options and receipts. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
