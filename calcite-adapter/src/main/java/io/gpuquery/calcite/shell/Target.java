package io.gpuquery.calcite.shell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What somebody wants to query: a folder or file of data, or a Calcite model. */
final class Target {
    private Target() {}

    /**
     * The JDBC URL that opens it.
     *
     * @param given a path, as on the command line
     * @param options of the URL, by name
     */
    static String url(String given, Map<String, String> options) {
        Path path = existing(given);
        return withOptions(
                "jdbc:gpuquery:" + (isModel(path) ? "model=" : "directory=") + quote(path.toString()), options);
    }

    /** A URL with options added. */
    static String withOptions(String url, Map<String, String> options) {
        StringBuilder text = new StringBuilder(url);
        new TreeMap<>(options)
                .forEach((name, value) ->
                        text.append(';').append(name).append('=').append(quote(value)));
        return text.toString();
    }

    private static Path existing(String given) {
        Path path;
        try {
            path = Path.of(given);
        } catch (InvalidPathException e) {
            throw new DataException(
                    "This is no path: " + given, Location.none(), "Give the path of a folder or of a file.", e);
        }
        if (!Files.exists(path)) {
            throw new DataException(
                    "There is no such file or directory",
                    Location.of(path),
                    "Give a folder of CSV, JSON or Parquet files, one such file, or a Calcite model.");
        }
        return path;
    }

    /** A value of a connection string, in quotes where it needs them. */
    private static String quote(String value) {
        return value.matches("[^;='\"\\s]+") ? value : "'" + value.replace("'", "''") + "'";
    }

    /** A JSON object with the members "schemas" and "version" is a model, and so is YAML, which is no format of data. */
    private static boolean isModel(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml") || (name.endsWith(".json") && isJsonModel(path));
    }

    private static boolean isJsonModel(Path path) {
        Set<String> members = new HashSet<>();
        JsonFactory factory = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                .build();
        try (JsonParser parser = factory.createParser(path.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.add(parser.currentName());
                if (members.contains("schemas") && members.contains("version")) {
                    return true;
                }
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (IOException e) {
            // No JSON, or cut in the middle: whoever reads it as data says so, with the place.
            return false;
        }
        return false;
    }
}
