package io.gpuquery.calcite.schema;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.TableDefinition;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.engine.EngineOptions;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.FileFormat;
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
import java.util.stream.Stream;

/**
 * What a user may say about a directory, wherever it is said: operands of a model file, properties of a JDBC URL, or a map. The
 * names are the same everywhere; {@link #descriptions()} lists them. Immutable.
 *
 * @param engine what the tables are, and how many threads read them
 * @param device where operators run
 */
public record Options(EngineOptions engine, DeviceChoice device) {
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

    private static final Map<String, String> READ_DESCRIPTIONS = readDescriptions();
    private static final Map<String, String> DESCRIPTIONS = allDescriptions();
    private static final List<String> DEFINITION_NAMES = Stream.concat(
                    Stream.of("name", "path", "format", "columns"), READ_DESCRIPTIONS.keySet().stream())
            .toList();
    private static final List<String> COLUMN_NAMES = List.of("name", "type", "nullable");

    /** What Calcite adds to the operands of a model file. */
    private static final List<String> ADDED_BY_CALCITE = List.of("modelUri", "baseDirectory");

    /** Nothing said. */
    public static final Options DEFAULT = of(Map.of());

    public Options {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(device, "device");
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
        return new Options(engine.withCatalog(catalog), device);
    }

    /** All options: name to description, in the order of the documentation. {@code tables} is for model files and maps only. */
    public static Map<String, String> descriptions() {
        return DESCRIPTIONS;
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
        ReadOptions reading = reading(given, List.of(), ReadOptions.DEFAULT);
        List<TableDefinition> definitions = given.groups("tables", group -> definition(group, reading));
        CatalogOptions catalog = new CatalogOptions(
                reading,
                definitions,
                given.integer("maxFiles", CatalogOptions.DEFAULT_MAX_FILES, 1),
                given.flag("followLinks", false),
                given.refresh("refresh"));
        DeviceChoice device = given.constant("device", DeviceChoice.class);
        return new Options(
                new EngineOptions(catalog, given.integer("threads", 0, 0)),
                device == null ? DeviceChoice.AUTO : device);
    }

    /**
     * The directory that values name, relative to the folder of the model file where there is one.
     *
     * @throws DataException if they name none
     */
    public static Path directory(Map<String, ?> values) {
        String text = new OptionValues("", values).text("directory");
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

    private static ReadOptions reading(OptionValues given, List<ColumnDefinition> columns, ReadOptions otherwise) {
        ReadOptions.ErrorPolicy onError = given.constant("onError", ReadOptions.ErrorPolicy.class);
        return new ReadOptions(
                columns,
                given.has("delimiter") ? given.delimiter("delimiter") : otherwise.delimiter(),
                given.has("quote") ? given.character("quote") : otherwise.quote(),
                given.has("header") ? given.flag("header") : otherwise.header(),
                given.has("nullWords") ? given.texts("nullWords") : otherwise.nullWords(),
                given.has("charset") ? given.charset("charset") : otherwise.charset(),
                onError == null ? otherwise.onError() : onError,
                given.flag("strict", otherwise.strict()),
                given.flag("decimals", otherwise.decimals()),
                given.zone("timeZone", otherwise.timeZone()),
                given.integer("sampleRows", otherwise.sampleRows(), 0));
    }

    /** One element of {@code tables}. What it does not say, the directory's options say. */
    static TableDefinition definition(Map<String, Object> group, ReadOptions otherwise) {
        String name = new OptionValues("a table", group).requiredText("name");
        OptionValues given = new OptionValues("table \"" + name + "\"", group);
        given.requireKnown(DEFINITION_NAMES);
        List<ColumnDefinition> columns = given.groups("columns", column -> column(name, column));
        return new TableDefinition(
                name,
                given.requiredText("path"),
                given.constant("format", FileFormat.class),
                reading(given, columns, otherwise));
    }

    private static ColumnDefinition column(String table, Map<String, Object> group) {
        String name = new OptionValues("a column of table \"" + table + "\"", group).requiredText("name");
        OptionValues given = new OptionValues("column \"" + name + "\" of table \"" + table + "\"", group);
        given.requireKnown(COLUMN_NAMES);
        String text = given.requiredText("type");
        ColumnType type = ColumnTypeText.parse(text);
        if (type == null) {
            throw given.wrong(
                    "type", text, "a type such as BIGINT, DOUBLE, DECIMAL(15, 2), DATE, TIMESTAMP(6) or VARCHAR");
        }
        return new ColumnDefinition(name, type, given.flag("nullable", true));
    }

    private static Map<String, String> readDescriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "delimiter",
                "Character between the fields of delimited text, or comma, tab, pipe, semicolon; else found out");
        all.put("quote", "Character around fields of delimited text; else found out");
        all.put("header", "true or false: whether the first row of delimited text names the columns; else found out");
        all.put("nullWords", "Unquoted texts that mean NULL, besides the empty one; with commas between them");
        all.put("charset", "Charset of text; else what a byte order mark says, or UTF-8");
        all.put("onError", "fail, null or skip: what happens to a field that does not fit its column; fail");
        all.put("strict", "true or false: whether a row with too few fields is an error; false");
        all.put("decimals", "true or false: whether fractions in text are DECIMAL instead of DOUBLE; false");
        all.put("timeZone", "The session's time zone; UTC");
        all.put(
                "sampleRows",
                "Rows looked at to infer the types of text, 0 for all; " + ReadOptions.DEFAULT.sampleRows());
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, String> allDescriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("directory", "The folder, or the one file, whose tables are wanted");
        all.put("device", "auto, host, metal or opencl: where operators run; auto");
        all.putAll(READ_DESCRIPTIONS);
        all.put(
                "refresh",
                "statement, never, or a duration such as 10s: when the folder is looked at again; statement");
        all.put("followLinks", "true or false: whether links that leave the folder are followed; false");
        all.put("maxFiles", "Most files and folders that are looked at; " + CatalogOptions.DEFAULT_MAX_FILES);
        all.put("threads", "Most threads of one scan, 0 for as many as there are cores; 0");
        all.put(
                "tables",
                "Explicit tables: a list of name, path, format, columns (name, type, nullable) and the options of text");
        return Collections.unmodifiableMap(all);
    }

    /** Names of the options that a JDBC URL may have. */
    public static List<String> urlNames() {
        return new ArrayList<>(DESCRIPTIONS.keySet().stream()
                .filter(name -> !name.equals("tables"))
                .toList());
    }
}
