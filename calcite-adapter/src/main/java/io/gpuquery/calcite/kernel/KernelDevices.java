package io.gpuquery.calcite.kernel;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import io.gpuquery.memory.Closing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The devices that statements over one directory share, each opened when it is first wanted. Any thread may use it. */
public final class KernelDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelDevices.class);

    private final Devices devices;
    private final Path cacheFolder;
    private final Map<DeviceKind, KernelDevice> open = new EnumMap<>(DeviceKind.class);
    private final Map<DeviceKind, DeviceCosts> costs = new EnumMap<>(DeviceKind.class);
    private boolean autoTried;
    private @Nullable DeviceKind autoKind;
    private boolean closed;

    public KernelDevices() {
        this(Devices.discover(), CostFile.folder());
    }

    KernelDevices(Devices devices, Path cacheFolder) {
        this.devices = devices;
        this.cacheFolder = cacheFolder;
    }

    /**
     * A device that the user has chosen; null after {@link #close()}.
     *
     * @throws io.gpuquery.error.DataException if there is none
     * @throws DeviceException if it cannot be opened
     */
    public synchronized @Nullable DeviceUse chosen(DeviceKind kind, boolean strict) {
        return closed ? null : new DeviceUse(opened(kind), strict);
    }

    /**
     * The best device that is worth it at all, with what it costs; null where there is none, as on most machines.
     *
     * @param calibrate whether it may be measured, which takes a moment; where it was not and may not, none is taken
     */
    public synchronized @Nullable DeviceUse automatic(boolean calibrate) {
        if (closed) {
            return null;
        }
        if (!autoTried) {
            autoTried = true;
            autoKind = best(calibrate);
        }
        DeviceKind kind = autoKind;
        return kind == null ? null : new DeviceUse(opened(kind), false, costs.get(kind));
    }

    private @Nullable DeviceKind best(boolean calibrate) {
        for (DeviceProvider provider : devices.providers()) {
            DeviceKind kind = provider.kind();
            // Asking loads drivers, which takes longer than most statements.
            if (kind == DeviceKind.HOST || !GpuPresence.isPossible()) {
                continue;
            }
            DeviceProvider.Availability availability = provider.availability();
            if (!availability.available() || !availability.preferred()) {
                continue;
            }
            try {
                DeviceCosts found = costs(opened(kind), calibrate);
                if (found != null) {
                    costs.put(kind, found);
                    return kind;
                }
            } catch (DeviceException | IneligibleException e) {
                LOG.warn("{} is passed over", availability.description(), e);
            }
        }
        return null;
    }

    private @Nullable DeviceCosts costs(KernelDevice device, boolean calibrate) {
        CostFile file = new CostFile(cacheFolder, device.description());
        DeviceCosts known = calibrate ? file.read() : null;
        if (known == null && calibrate) {
            known = Calibration.measure(device);
            file.write(known);
        }
        return known;
    }

    private KernelDevice opened(DeviceKind kind) {
        KernelDevice known = open.get(kind);
        if (known == null || known.lost() != null) {
            if (known != null) {
                // A device that was lost may be there again; kernels that do not end keep what they need.
                known.close();
            }
            known = new KernelDevice(devices.open(kind.optionName(), DeviceOptions.defaults()));
            open.put(kind, known);
        }
        return known;
    }

    /** Closes all that was opened. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        List<AutoCloseable> all = new ArrayList<>(open.values());
        open.clear();
        Closing.all(all);
    }
}
