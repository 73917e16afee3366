package io.gpuquery.calcite.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table with a column of every type, as a CSV file and a model that declares the types.
 *
 * <p>The values of each column are few, so that predicates on random ones of them hold for some rows.
 */
public final class TypedTable {
    /**
     * A column.
     *
     * @param name its name
     * @param type its SQL type
     * @param values what it may hold, as text of the file
     * @param literal how such a value is written in SQL, with {@code %s} for its text
     */
    public record Column(String name, String type, List<String> values, String literal) {
        /** A value as SQL. */
        public String sql(String value) {
            return String.format(literal, value.replace("'", "''"));
        }
    }

    /** All columns but the number of the row. */
    public static final List<Column> COLUMNS = List.of(
            new Column("flag", "BOOLEAN", List.of("true", "false"), "%s"),
            new Column("tiny", "TINYINT", List.of("-128", "-1", "0", "7", "127"), "%s"),
            new Column("small", "SMALLINT", List.of("-32768", "0", "12", "32767"), "%s"),
            new Column("whole", "INTEGER", List.of("-2147483648", "-5", "0", "5", "2147483647"), "%s"),
            new Column(
                    "big",
                    "BIGINT",
                    List.of("-9223372036854775808", "-1", "0", "10000000000", "9223372036854775807"),
                    "%s"),
            new Column("single", "REAL", List.of("-1.5", "-0.0", "0.0", "0.1", "3.25", "NaN"), "%s"),
            new Column("dbl", "DOUBLE", List.of("-1e300", "-0.0", "0.0", "0.1", "2.5", "NaN"), "%s"),
            new Column(
                    "price", "DECIMAL(10, 2)", List.of("-99999999.99", "0.00", "0.10", "12.34", "99999999.99"), "%s"),
            new Column(
                    "huge",
                    "DECIMAL(38, 4)",
                    List.of(
                            "-9999999999999999999999999999999999.9999",
                            "0.0000",
                            "1.2345",
                            "12345678901234567890.5000"),
                    "%s"),
            new Column("born", "DATE", List.of("1582-10-15", "1969-12-31", "1970-01-01", "2024-02-29"), "DATE '%s'"),
            new Column("clock", "TIME(3)", List.of("00:00:00", "12:30:00.5", "23:59:59.999"), "TIME '%s'"),
            new Column(
                    "seen",
                    "TIMESTAMP(3)",
                    List.of("1969-12-31 23:59:59.999", "1970-01-01 00:00:00", "2024-02-29 12:00:00.25"),
                    "TIMESTAMP '%s'"),
            new Column(
                    "name",
                    "VARCHAR",
                    List.of("a", "ab", "Zürich", "東京", "it's", " a", "a \"long\" text, of many letters"),
                    "'%s'"),
            new Column("raw", "VARBINARY", List.of("00", "0001", "ff"), "X'%s'"),
            new Column(
                    "id",
                    "UUID",
                    List.of(new UUID(1, 2).toString(), new UUID(-1, 3).toString(), new UUID(1, -2).toString()),
                    "UUID '%s'"));

    private final List<List<@Nullable String>> rows;

    private TypedTable(List<List<@Nullable String>> rows) {
        this.rows = rows;
    }

    /** Rows of random values, of which a fifth are null. */
    public static TypedTable random(int rowCount, long seed) {
        Random random = new Random(seed);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            List<@Nullable String> row = new ArrayList<>();
            for (Column column : COLUMNS) {
                List<String> values = column.values();
                row.add(random.nextInt(5) == 0 ? null : values.get(random.nextInt(values.size())));
            }
            rows.add(row);
        }
        return new TypedTable(rows);
    }

    /** One row of random values, again and again. */
    public static TypedTable repeated(int rowCount, long seed) {
        return new TypedTable(
                Collections.nCopies(rowCount, random(1, seed).rows().get(0)));
    }

    /** The texts of the values, without the number of the row. */
    public List<List<@Nullable String>> rows() {
        return rows;
    }

    /**
     * Writes {@code typed.csv} and a model.
     *
     * @return the model, which declares a table {@code typed} in a default schema {@code files}
     */
    public Path write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder("row_no");
        COLUMNS.forEach(column -> text.append(',').append(column.name()));
        text.append('\n');
        for (int i = 0; i < rows.size(); i++) {
            text.append(i);
            rows.get(i).forEach(value -> text.append(',').append(value == null ? "" : quoted(value)));
            text.append('\n');
        }
        Files.writeString(directory.resolve("typed.csv"), text);
        String columns = COLUMNS.stream()
                .map(column -> "{\"name\": \"" + column.name() + "\", \"type\": \"" + column.type() + "\"}")
                .collect(Collectors.joining(", "));
        String tables = "[{\"name\": \"typed\", \"path\": \"typed.csv\", \"columns\": ["
                + "{\"name\": \"row_no\", \"type\": \"INTEGER\", \"nullable\": false}, " + columns + "]}]";
        Path model = directory.resolve("model.json");
        Files.writeString(model, model("\".\"", tables));
        return model;
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    /** The text of a model of one directory. */
    public static String model(String jsonOfDirectory, String jsonOfTables) {
        return """
                {"version": "1.0", "defaultSchema": "files", "schemas": [{
                  "name": "files", "type": "custom",
                  "factory": "io.gpuquery.calcite.schema.DirectorySchemaFactory",
                  "operand": {"directory": %s, "tables": %s}}]}
                """.formatted(jsonOfDirectory, jsonOfTables);
    }
}
