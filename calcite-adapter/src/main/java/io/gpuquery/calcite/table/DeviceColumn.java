package io.gpuquery.calcite.table;

import io.gpuquery.column.Column;
import io.gpuquery.device.DeviceBuffer;
import java.util.List;

/**
 * One column of a batch, for a device.
 *
 * @param name its name
 * @param column its type, storage and values as the host sees them
 * @param buffers its bytes as the device sees them, one for each of {@link Column#buffers()}, in the same order: values, views or
 *     codes; the validity bitmap if any; then data buffers
 */
public record DeviceColumn(String name, Column column, List<DeviceBuffer> buffers) {
    public DeviceColumn {
        buffers = List.copyOf(buffers);
    }
}
