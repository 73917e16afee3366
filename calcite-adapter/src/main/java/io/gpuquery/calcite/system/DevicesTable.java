package io.gpuquery.calcite.system;

import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sys.devices}: the kinds of devices, whether there is one here, and whether {@code device=auto} takes it. */
final class DevicesTable {
    private static final List<SystemTable.Column> COLUMNS = List.of(
            SystemTable.text("device"),
            SystemTable.flag("available"),
            SystemTable.flag("preferred"),
            SystemTable.text("description"));

    private DevicesTable() {}

    static SystemTable of() {
        return new SystemTable(COLUMNS, cancellation -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (DeviceProvider provider : Devices.discover().providers()) {
                cancellation.check();
                DeviceProvider.Availability availability = provider.availability();
                rows.add(new @Nullable Object[] {
                    provider.kind().optionName(),
                    availability.available(),
                    availability.preferred(),
                    availability.description()
                });
            }
            return rows;
        });
    }
}
