package io.gpuquery.calcite.roundtrip;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A file with a table, alone in its folder.
 *
 * @param table what was written
 * @param file the file, whose name is {@code t} and an extension
 */
record TableFile(RandomTable table, Path file) {
    private static final Predicate<ValueType> OF_DUCK_DB =
            type -> !type.duckDb().isEmpty();

    /** Bytes as text are a matter of taste. */
    private static final Predicate<ValueType> TEXT_OF_DUCK_DB = OF_DUCK_DB.and(type -> type != ValueType.VARBINARY);

    /** Writes {@code table} by every writer there is, under {@code root}. */
    static List<TableFile> writeAll(RandomTable table, Path root, Random random) throws IOException, SQLException {
        List<TableFile> files = new ArrayList<>();
        TableFile parquet = in(table, root, "parquet", "parquet");
        ParquetFiles.write(table, parquet.file, random);
        files.add(parquet);
        TableFile csv = in(table, root, "csv", "csv");
        TextFiles.writeCsv(table, csv.file, random);
        files.add(csv);
        TableFile ndjson = in(table, root, "ndjson", "ndjson");
        TextFiles.writeJson(table, ndjson.file, true, random);
        files.add(ndjson);
        TableFile array = in(table, root, "json", "json");
        TextFiles.writeJson(table, array.file, false, random);
        files.add(array);
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            String codec =
                    List.of("snappy", "zstd", "gzip", "lz4_raw", "uncompressed").get(random.nextInt(5));
            String version = random.nextBoolean() ? "V1" : "V2";
            files.add(parquet.copy(
                    statement,
                    root,
                    "duckdb",
                    "parquet",
                    OF_DUCK_DB,
                    "FORMAT parquet, COMPRESSION " + codec + ", PARQUET_VERSION " + version));
            files.add(parquet.copy(statement, root, "duckdb", "csv", TEXT_OF_DUCK_DB, "FORMAT csv, HEADER"));
        }
        return files;
    }

    private static TableFile in(RandomTable table, Path root, String folder, String extension) throws IOException {
        return new TableFile(
                table, Files.createDirectories(root.resolve(folder)).resolve("t." + extension));
    }

    /** Has DuckDB write the rows of this Parquet file. */
    private TableFile copy(
            Statement duckDb, Path root, String writer, String extension, Predicate<ValueType> types, String options)
            throws IOException, SQLException {
        TableFile copy = in(table.only(types), root, writer + "_" + extension, extension);
        String columns = copy.table.columns().stream()
                .map(column -> "CAST(" + column.name() + " AS " + column.type().duckDb() + ") AS " + column.name())
                .collect(Collectors.joining(", "));
        duckDb.execute("COPY (SELECT " + columns + " FROM '" + file + "' ORDER BY row_no) TO '" + copy.file + "' ("
                + options + ")");
        return copy;
    }

    /** Opens the folder by our driver; nothing says what types the columns have. */
    Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory='" + file.getParent() + "'");
    }

    /** Opens a model that declares the types of text, by our driver. */
    Connection openModel() throws IOException, SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:model=" + model());
    }

    /** Opens the model by Calcite's own driver. */
    Connection openPlain() throws IOException, SQLException {
        return DriverManager.getConnection("jdbc:calcite:model=" + model() + ";caseSensitive=false;typeSystem="
                + GpuQueryTypeSystem.class.getName());
    }

    /** Parquet says the types itself. */
    boolean isParquet() {
        return file.toString().endsWith(".parquet");
    }

    private Path model() throws IOException {
        String columns = table.columns().stream()
                .map(column -> "{\"name\": \"" + column.name() + "\", \"type\": \""
                        + column.type().sql() + "\"}")
                .collect(Collectors.joining(", "));
        String tables = isParquet()
                ? "[]"
                : "[{\"name\": \"t\", \"path\": \"" + file.getFileName() + "\", \"columns\": [" + columns + "]"
                        + (file.toString().endsWith(".csv") ? ", \"header\": true, \"delimiter\": \",\"" : "") + "}]";
        Path model = file.resolveSibling("_model.json");
        Files.writeString(model, """
                {"version": "1.0", "defaultSchema": "files", "schemas": [{
                  "name": "files", "type": "custom",
                  "factory": "io.gpuquery.calcite.schema.DirectorySchemaFactory",
                  "operand": {"directory": ".", "tables": %s}}]}
                """.formatted(tables));
        return model;
    }
}
