package io.gpuquery.calcite.kernel;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what was measured of a device in the user's cache folder, so that it is measured once. */
final class CostFile {
    private static final Logger LOG = LoggerFactory.getLogger(CostFile.class);
    private static final String LATENCY = "latencyNanos";
    private static final String DEVICE = "deviceBytesPerMicro";
    private static final String CPU = "cpuBytesPerMicro";
    private static final String COPY = "copyBytesPerMicro";

    private final Path path;

    /** Takes the folder, which need not be there, and the name of the device. */
    CostFile(Path folder, String deviceName) {
        String name = deviceName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        this.path = folder.resolve("device-" + name + ".properties");
    }

    /** Where caches of a user are: what XDG_CACHE_HOME says, else {@code .cache} at home. */
    static Path folder() {
        String caches = System.getenv("XDG_CACHE_HOME");
        Path all = caches == null || caches.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(caches);
        return all.resolve("gpu-query");
    }

    /** Null if there is nothing, or nothing that makes sense. */
    @Nullable
    DeviceCosts read() {
        if (!Files.isRegularFile(path)) {
            return null;
        }
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            values.load(reader);
            return new DeviceCosts(
                    Long.parseLong(values.getProperty(LATENCY, "")),
                    Long.parseLong(values.getProperty(DEVICE, "")),
                    Long.parseLong(values.getProperty(CPU, "")),
                    Long.parseLong(values.getProperty(COPY, "")));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is measured again: {}", path, e.toString());
            return null;
        }
    }

    /** Writes what was measured; where that is not possible, it will be measured again. */
    void write(DeviceCosts costs) {
        Properties values = new Properties();
        values.setProperty(LATENCY, Long.toString(costs.latencyNanos()));
        values.setProperty(DEVICE, Long.toString(costs.deviceBytesPerMicro()));
        values.setProperty(CPU, Long.toString(costs.cpuBytesPerMicro()));
        values.setProperty(COPY, Long.toString(costs.copyBytesPerMicro()));
        try {
            Path folder = Files.createDirectories(path.toAbsolutePath().getParent());
            Path made = Files.createTempFile(folder, "device", ".tmp");
            try (Writer writer = Files.newBufferedWriter(made, StandardCharsets.UTF_8)) {
                values.store(writer, "measured by gpu-query; delete it to have it measured again");
            }
            Files.move(made, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", path, e.toString());
        }
    }
}
