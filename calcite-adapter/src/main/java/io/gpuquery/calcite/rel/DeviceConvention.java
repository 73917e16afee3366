package io.gpuquery.calcite.rel;

import org.apache.calcite.plan.Convention;

/** The convention of nodes that hand out columns in device buffers. {@link DeviceToEnumerable} is its only door to rows. */
public final class DeviceConvention extends Convention.Impl {
    public static final DeviceConvention INSTANCE = new DeviceConvention();

    private DeviceConvention() {
        super("DEVICE", DeviceRel.class);
    }
}
