package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.catalog.NearestNames;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.calcite.avatica.BuiltInConnectionProperty;
import org.apache.calcite.avatica.ConnectStringParser;
import org.apache.calcite.avatica.ConnectionProperty;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a URL and the properties beside it say.
 *
 * @param options ours, by their own names
 * @param calciteProperties those that Calcite's connection takes
 */
record ConnectionUrl(Map<String, String> options, Properties calciteProperties) {
    /** The schema that the files are in. */
    static final String DEFAULT_SCHEMA = "files";

    private static final String DIRECTORY = "directory";
    private static final String MODEL = CalciteConnectionProperty.MODEL.camelName();
    private static final String SCHEMA = CalciteConnectionProperty.SCHEMA.camelName();
    private static final String TIME_ZONE = BuiltInConnectionProperty.TIME_ZONE.camelName();

    /** What {@link java.sql.DriverManager} adds. */
    private static final List<String> CREDENTIALS = List.of("user", "password");

    /**
     * Splits what is after the prefix.
     *
     * @throws DataException if there is an option of no known name
     */
    static ConnectionUrl parse(String rest, Properties info) throws SQLException {
        Properties given = ConnectStringParser.parse(rest, info);
        Map<String, String> options = new LinkedHashMap<>();
        Properties calcite = new Properties();
        defaults().forEach(calcite::setProperty);
        for (String name : given.stringPropertyNames()) {
            String value = given.getProperty(name);
            String option = known(name, Options.urlNames().stream());
            String property = known(name, calciteNames());
            if (option == null && property == null && !CREDENTIALS.contains(name)) {
                throw unknown(name);
            }
            if (option != null) {
                options.put(option, value);
            }
            if (property != null) {
                calcite.setProperty(property, value);
            }
        }
        return new ConnectionUrl(options, calcite);
    }

    private static Map<String, String> defaults() {
        return Map.of(
                CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false",
                CalciteConnectionProperty.UNQUOTED_CASING.camelName(), "UNCHANGED",
                CalciteConnectionProperty.QUOTED_CASING.camelName(), "UNCHANGED",
                CalciteConnectionProperty.QUOTING.camelName(), "DOUBLE_QUOTE",
                CalciteConnectionProperty.TYPE_SYSTEM.camelName(), GpuQueryTypeSystem.class.getName());
    }

    private static Stream<String> calciteNames() {
        return Stream.concat(
                        Stream.of(CalciteConnectionProperty.values()), Stream.of(BuiltInConnectionProperty.values()))
                .map(ConnectionProperty::camelName);
    }

    private static @Nullable String known(String name, Stream<String> names) {
        return names.filter(name::equalsIgnoreCase).findFirst().orElse(null);
    }

    private static DataException unknown(String name) {
        List<String> own = Options.urlNames();
        List<String> near = NearestNames.nearest(
                name, Stream.concat(own.stream(), calciteNames()).distinct().toList(), 1);
        return new DataException(
                "There is no connection option \"" + name + "\"",
                Location.none(),
                near.isEmpty()
                        ? "The options are " + String.join(", ", own) + ", and Calcite's connection properties."
                        : "Did you mean \"" + near.get(0) + "\"?");
    }

    /** The name of the schema that the files are in. */
    String schemaName() {
        return calciteProperties.getProperty(SCHEMA, DEFAULT_SCHEMA);
    }

    /** Whether the user said in which time zone the session is. */
    boolean hasTimeZone() {
        return calciteProperties.containsKey(TIME_ZONE);
    }

    /** Opens the directory; null if the URL names a model instead. */
    @Nullable
    DirectorySchema openSchema() {
        if (calciteProperties.containsKey(MODEL) && !options.containsKey(DIRECTORY)) {
            return null;
        }
        return DirectorySchema.openForSharedPlans(Options.directory(options), Options.of(options));
    }

    /** All options with their descriptions, for tools that show a form. */
    static DriverPropertyInfo[] propertyInfo(String rest, Properties info) throws SQLException {
        ConnectionUrl parsed = parse(rest, info);
        List<DriverPropertyInfo> properties = new ArrayList<>();
        Options.descriptions().forEach((name, description) -> {
            if (Options.urlNames().contains(name)) {
                DriverPropertyInfo property =
                        new DriverPropertyInfo(name, parsed.options().get(name));
                property.description = description;
                property.required = name.equals(DIRECTORY);
                properties.add(property);
            }
        });
        return properties.toArray(DriverPropertyInfo[]::new);
    }
}
