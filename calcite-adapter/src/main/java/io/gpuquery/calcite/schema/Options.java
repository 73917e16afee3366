package io.gpuquery.calcite.schema;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.TableDefinition;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.engine.EngineOptions;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a user may say about a directory, wherever it is said: operands of a model file, properties of a JDBC URL, or a map. The
 * names are the same everywhere; {@link #descriptions()} lists them. Immutable.
 *
 * @param engine what the tables are, how many threads read them, and what a statement may take
 * @param device where operators run
 * @param fallback what becomes of what a chosen device cannot do
 * @param calibrate whether a device may be measured before {@code AUTO} takes it
 * @param hideLiterals whether statements are remembered without what was written as a literal
 */
public record Options(
        EngineOptions engine, DeviceChoice device, Fallback fallback, boolean calibrate, boolean hideLiterals) {
    /** Where operators may run. */
    public enum DeviceChoice {
        /** Where it pays. */
        AUTO,
        /** On the CPU. */
        HOST,
        /** On an Apple GPU. */
        METAL,
        /** On a GPU, by way of OpenCL. */
        OPENCL
    }

    /** What becomes of filters and aggregates that a device cannot compute. */
    public enum Fallback {
        /** The CPU computes them, and the receipt says why. */
        ALLOW,
        /** They are an error, where the user has chosen the device. */
        ERROR
    }

    private static final Map<String, String> DESCRIPTIONS = allDescriptions();

    /** What Calcite adds to the operands of a model file. */
    private static final List<String> ADDED_BY_CALCITE = List.of("modelUri", "baseDirectory");

    /** Nothing said. */
    public static final Options DEFAULT = of(Map.of());

    public Options {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(fallback, "fallback");
    }

    /** Throws if a device is wanted that this machine does not have. */
    void requireDevice() {
        switch (device) {
            case METAL, OPENCL -> {
                String name = device.name().toLowerCase(Locale.ROOT);
                Devices.discover().open(name, DeviceOptions.defaults()).close();
            }
            case AUTO, HOST -> {
                // The host is always there.
            }
        }
    }

    /** The same, with other tables. */
    Options withCatalog(CatalogOptions catalog) {
        return new Options(engine.withCatalog(catalog), device, fallback, calibrate, hideLiterals);
    }

    /** All options: name to description, in the order of the documentation. {@code tables} is for model files and maps only. */
    public static Map<String, String> descriptions() {
        return DESCRIPTIONS;
    }

    /** What an element of {@code tables} may have besides the options on how files are read. */
    public static Map<String, String> tableDescriptions() {
        return TableOptions.DESCRIPTIONS;
    }

    /** What an element of a table's {@code columns} may have. */
    public static Map<String, String> columnDescriptions() {
        return TableOptions.COLUMN_DESCRIPTIONS;
    }

    /**
     * Options by name. Values are strings, or what JSON makes of them.
     *
     * @throws DataException if there is no option of a name, with the nearest; or if a value makes no sense
     */
    public static Options of(Map<String, ?> values) {
        Map<String, Object> own = new LinkedHashMap<>(values);
        own.keySet().removeAll(ADDED_BY_CALCITE);
        own.remove("directory");
        // Calcite puts the tables of the model in here, unless the operand has some: those are not ours.
        if (own.get("tables") instanceof List<?> tables && tables.stream().noneMatch(Map.class::isInstance)) {
            own.remove("tables");
        }
        OptionValues given = new OptionValues("", own);
        given.requireKnown(DESCRIPTIONS.keySet());
        ReadOptions reading = TextOptions.of(given, List.of(), Map.of(), ReadOptions.DEFAULT);
        List<TableDefinition> definitions = given.groups("tables", group -> TableOptions.definition(group, reading));
        CatalogOptions catalog = new CatalogOptions(
                reading,
                definitions,
                given.integer("maxFiles", CatalogOptions.DEFAULT_MAX_FILES, 1),
                given.flag("followLinks", false),
                given.refresh("refresh"),
                given.bytes("maxDecompressedBytes", CatalogOptions.DEFAULT_MAX_DECOMPRESSED_BYTES));
        return new Options(
                new EngineOptions(catalog, given.integer("threads", 0, 0), LimitOptions.of(given)),
                given.constant("device", DeviceChoice.class, DeviceChoice.AUTO),
                given.constant("fallback", Fallback.class, Fallback.ALLOW),
                given.flag("calibrate", true),
                given.flag("hideLiterals", false));
    }

    /**
     * The directory that values name, relative to the folder of the model file where there is one.
     *
     * @throws DataException if they name none
     */
    public static Path directory(Map<String, ?> values) {
        OptionValues given = new OptionValues("", values);
        String text = given.text("directory");
        if (text == null
                && values.get("baseDirectory") instanceof File base
                && given.constant("flavor", Flavor.class, Flavor.GPU_QUERY) == Flavor.CALCITE_FILE) {
            return base.toPath();
        }
        if (text == null || text.isBlank()) {
            throw new DataException(
                    "The option \"directory\" is missing",
                    Location.none(),
                    "Name the folder, or the file, whose tables you want.");
        }
        try {
            Path path = Path.of(text);
            return values.get("baseDirectory") instanceof File base
                    ? base.toPath().resolve(path)
                    : path;
        } catch (InvalidPathException e) {
            throw new DataException(
                    "\"" + text + "\" is not a path: " + e.getReason(),
                    Location.none(),
                    "Correct the option \"directory\".",
                    e);
        }
    }

    private static Map<String, String> allDescriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("directory", "The folder, or the one file, whose tables are wanted");
        all.put("device", "auto, host, metal or opencl: where operators run; auto");
        all.put(
                "fallback",
                "allow or error: whether the CPU does what a device that was chosen cannot do, or that is an error;"
                        + " allow");
        all.put(
                "calibrate",
                "true or false: whether a GPU is measured once, in less than a second, before device=auto takes it;"
                        + " what is found is kept in the user's cache folder; true");
        all.putAll(TextOptions.DESCRIPTIONS);
        all.put(
                "refresh",
                "statement, never, or a duration such as 10s: when the folder is looked at again; statement");
        all.put("followLinks", "true or false: whether links that leave the folder are followed; false");
        all.put(
                "maxDecompressedBytes",
                "Most bytes that a compressed file may become; " + CatalogOptions.DEFAULT_MAX_DECOMPRESSED_BYTES);
        all.put("maxFiles", "Most files and folders that are looked at; " + CatalogOptions.DEFAULT_MAX_FILES);
        all.put("threads", "Most threads of one scan, 0 for as many as there are cores; 0");
        all.putAll(LimitOptions.DESCRIPTIONS);
        all.put(
                "hideLiterals",
                "true or false: whether sys.queries shows ? in place of the literals of statements, and no messages"
                        + " of errors; false");
        all.put("tables", "Explicit tables: a list of objects with the options of tables, and of text");
        return Collections.unmodifiableMap(all);
    }

    /** Names of the options that a JDBC URL may have. */
    public static List<String> urlNames() {
        return new ArrayList<>(DESCRIPTIONS.keySet().stream()
                .filter(name -> !name.equals("tables"))
                .toList());
    }
}
