package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.util.List;

/**
 * The values of one column for a run of rows: immutable bytes in memory that a device can read where it lies.
 *
 * <p>Ownership: a column holds a lease on each region that it reads, taken when it is made and released by {@link #close()}; the
 * bytes live at least that long. Threads: any number may read; {@code close} must come after the last read. After {@code close}
 * getters throw {@link IndexOutOfBoundsException}. The value under a null is unspecified, except that reading it is safe.
 */
public sealed interface Column extends AutoCloseable
        permits FixedWidthColumn, ViewColumn, DictionaryColumn, ListColumn, MapColumn, StructColumn {
    ColumnType type();

    int rowCount();

    Validity validity();

    /**
     * Every buffer that a device needs, in this order: values, views, codes or offsets; the validity bitmap if any; then data
     * buffers, or those of the child columns.
     */
    List<BufferSlice> buffers();

    /**
     * The same as buffers of a device, which shares the memory where it can ({@link DeviceBuffer#isShared()}). A device is given the
     * same ones each time; the column closes them with itself, and kernels that are running on them then still end well.
     *
     * @throws io.gpuquery.device.DeviceException if the device cannot take a buffer
     * @throws IllegalStateException if this or the device is closed
     */
    List<DeviceBuffer> buffers(Device device);

    default boolean isNull(int row) {
        return validity().isNull(row);
    }

    /** Releases the leases. Idempotent. */
    @Override
    void close();
}
