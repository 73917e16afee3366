package io.gpuquery.calcite.kernel;

import io.gpuquery.column.ColumnBatch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which device the pipelines of a statement use.
 *
 * @param device stays whoever's it is
 * @param strict whether what a device cannot do is an error, instead of the CPU's
 * @param costs by which it is chosen for each batch; null where the user has chosen it for all
 */
public record DeviceUse(
        KernelDevice device, boolean strict, @Nullable DeviceCosts costs) {
    public DeviceUse {
        Objects.requireNonNull(device, "device");
    }

    /** Whether a batch is worth the way to the device, where so many threads would work on the CPU. */
    public boolean pays(ColumnBatch batch, int threads) {
        return costs == null || costs.pays(batch, threads, device.buffers());
    }

    /** A device that the user has chosen. */
    public DeviceUse(KernelDevice device, boolean strict) {
        this(device, strict, null);
    }
}
