package io.gpuquery.device;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kinds of devices that this process knows, and how to open one. Any thread may use it. */
public final class Devices {
    /** The best device that is worth it; the host's if no other is. */
    public static final String AUTO = "auto";

    private static final Logger LOGGER = LoggerFactory.getLogger(Devices.class);

    private final List<DeviceProvider> providers;

    Devices(List<DeviceProvider> providers) {
        this.providers = providers.stream()
                .sorted(Comparator.comparing(DeviceProvider::kind))
                .toList();
    }

    /** All providers on the class path. One that cannot even be loaded is logged and left out. */
    public static Devices discover() {
        List<DeviceProvider> found = new ArrayList<>();
        Iterator<DeviceProvider> services = ServiceLoader.load(DeviceProvider.class, Devices.class.getClassLoader())
                .iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return new Devices(found);
                }
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOGGER.warn("A device provider cannot be loaded", e);
            }
        }
    }

    /** The providers in the order in which {@link #AUTO} asks them. */
    public List<DeviceProvider> providers() {
        return providers;
    }

    /**
     * Opens a device.
     *
     * @param choice {@link #AUTO}, or the {@link DeviceKind#optionName()} of one kind, in any case
     * @throws DataException if there is no such kind, or no such device here
     * @throws DeviceException if a device is there but cannot be opened
     */
    public Device open(String choice, DeviceOptions options) {
        String name = choice.strip().toLowerCase(Locale.ROOT);
        return name.equals(AUTO) ? openBest(options) : openNamed(name, options);
    }

    private Device openBest(DeviceOptions options) {
        for (DeviceProvider provider : providers) {
            DeviceProvider.Availability availability = provider.availability();
            if (availability.available() && availability.preferred()) {
                try {
                    return provider.open(options);
                } catch (DeviceException e) {
                    LOGGER.warn("{} is passed over", availability.description(), e);
                }
            }
        }
        throw new DataException("There is no device at all", Location.none(), "Reinstall: the host's is missing too.");
    }

    private Device openNamed(String name, DeviceOptions options) {
        DeviceProvider provider = providers.stream()
                .filter(p -> p.kind().optionName().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        DeviceProvider.Availability availability = provider.availability();
        if (!availability.available()) {
            throw new DataException(
                    "The device " + name + " is not available: " + availability.description(),
                    Location.none(),
                    "Set device=auto, or one of: " + names(availableKinds()) + ".");
        }
        return provider.open(options);
    }

    private DataException unknown(String name) {
        Stream<DeviceKind> kinds = providers.stream().map(DeviceProvider::kind);
        return new DataException(
                "There is no device named \"" + name + "\"",
                Location.none(),
                "Set device=auto, or one of: " + names(kinds) + ".");
    }

    private Stream<DeviceKind> availableKinds() {
        return providers.stream().filter(p -> p.availability().available()).map(DeviceProvider::kind);
    }

    private static String names(Stream<DeviceKind> kinds) {
        return kinds.map(DeviceKind::optionName).collect(Collectors.joining(", "));
    }
}
