package io.gpuquery.calcite.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.device.OpenBuffers;
import io.gpuquery.memory.MappedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory tells about itself. */
class SystemTablesTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("sales.csv"), "id, amount ,,id\n1,10.5,x,2\n2,,y,3\n");
        Files.createDirectory(directory.resolve("north"));
        Files.writeString(
                directory.resolve("north/people.json"), "{\"name\": \"Ann\", \"age\": 30}\n{\"name\": null}\n");
        Files.writeString(directory.resolve("broken.parquet"), "PAR1 and no footer");
        Files.writeString(directory.resolve("README.md"), "# Notes\n\nNothing to see.\n");
        Files.writeString(directory.resolve(".hidden"), "a,b\n1,2\n");
        Files.setLastModifiedTime(directory.resolve("sales.csv"), FileTime.from(Instant.parse("2024-05-06T07:08:09Z")));
    }

    private Connection ours() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
    }

    private static String schema(String name, Path directory) {
        return "{\"name\":\"" + name + "\",\"type\":\"custom\",\"factory\":"
                + "\"io.gpuquery.calcite.schema.DirectorySchemaFactory\",\"operand\":{\"directory\":\"" + directory
                + "\"}}";
    }

    private static String model(String... schemas) {
        return "inline:{\"version\":\"1.0\",\"defaultSchema\":\"files\",\"schemas\":[" + String.join(",", schemas)
                + "]}";
    }

    @Test
    void everyEntryIsListedWithWhatBecameOfIt() throws SQLException {
        try (Connection connection = ours()) {
            assertThat(Rows.of(
                            connection,
                            "select path, status, table_name, format, size_bytes, reason from sys.files order by path"))
                    .containsExactly(
                            ".hidden,passed over,null,null,8,hidden: its name begins with . or _",
                            "README.md,passed over,null,null,25,"
                                    + "its name says that it is something else, and its content does not contradict",
                            "broken.parquet,table,broken,parquet,18,null",
                            "north/people.json,table,people,json,42,null",
                            "sales.csv,table,sales,csv,34,null");
            assertThat(Rows.of(connection, "select path, error from sys.files where error is not null"))
                    .singleElement()
                    .asString()
                    .startsWith("broken.parquet,")
                    .contains(directory.resolve("broken.parquet").toString());
            assertThat(Rows.of(
                            connection, "select path from sys.files where modified < timestamp '2024-05-06 07:08:10'"))
                    .containsExactly("sales.csv");
        }
    }

    @Test
    void tablesHaveCountsThatSayHowExactTheyAre() throws SQLException {
        try (Connection connection = ours()) {
            assertThat(Rows.of(
                            connection,
                            "select schema_name, table_name, format, path, file_count, size_bytes, column_count,"
                                    + " row_count, row_count_exact, error is null from sys.tables order by table_name"))
                    .containsExactly(
                            "files,broken,parquet,broken.parquet,1,18,null,null,null,false",
                            "files,people,json,north/people.json,1,42,2,2,true,true",
                            "files,sales,csv,sales.csv,1,34,4,2,true,true");
            assertThat(Rows.of(connection, "select details from sys.tables where table_name = 'sales'"))
                    .singleElement()
                    .asString()
                    .contains("delimiter=comma", "header=true");
        }
    }

    @Test
    void columnsTellTheirTypesAndWhoDecidedThemAndWhatWasRepaired() throws SQLException {
        try (Connection connection = ours()) {
            assertThat(Rows.of(
                            connection,
                            "select ordinal_position, column_name, name_in_file, repair, data_type, type_source, nullable"
                                    + " from sys.columns where table_name = 'sales' order by 1"))
                    .containsExactly(
                            "1,id,id,null,BIGINT,inferred,true",
                            "2,amount, amount ,blanks around the name,DOUBLE,inferred,true",
                            "3,column3,null,the file has no name for it,VARCHAR,inferred,true",
                            "4,id_2,id,a name that another column has too, upper and lower case being equal,"
                                    + "BIGINT,inferred,true");
            assertThat(Rows.of(
                            connection,
                            "select column_name, null_count from sys.columns where table_name = 'people' order by 1"))
                    .containsExactly("age,1", "name,1");
        }
    }

    @Test
    void declaredColumnsAreSaidToBe() throws SQLException {
        String table =
                "{\"name\":\"declared\",\"path\":\"sales.csv\",\"columns\":[{\"name\":\"a\",\"type\":\"INTEGER\"},"
                        + "{\"name\":\"b\",\"type\":\"DECIMAL(5,2)\"},{\"name\":\"c\",\"type\":\"VARCHAR\"},"
                        + "{\"name\":\"id\",\"type\":\"VARCHAR\"}]}";
        String schema = schema("files", directory).replace("\"operand\":{", "\"operand\":{\"tables\":[" + table + "],");
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:model=" + model(schema))) {
            assertThat(
                            Rows.of(
                                    connection,
                                    "select column_name, name_in_file, repair, data_type, type_source from sys.columns"
                                            + " where table_name = 'declared' and ordinal_position < 3 order by ordinal_position"))
                    .containsExactly("a,id,declared,INTEGER,declared", "b, amount ,declared,DECIMAL(5, 2),declared");
        }
    }

    @Test
    void whatParquetKnowsOfItsValuesIsShown(@TempDir Path other) throws Exception {
        Path examples = Path.of("..", "model-examples", "data").toRealPath();
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + examples)) {
            List<String> columns = Rows.of(
                    connection,
                    "select column_name, data_type, type_source, null_count, min_value, max_value from sys.columns"
                            + " where table_name = 'trips' order by ordinal_position");
            List<String> expected = new ArrayList<>();
            for (String column : columns) {
                String name = column.substring(0, column.indexOf(','));
                String values = Rows.of(connection, "select count(*) - count(\"" + name + "\") from trips")
                        .get(0);
                assertThat(column).contains(",stored," + values + ",");
                expected.add(name);
            }
            assertThat(expected).isNotEmpty();
            assertThat(columns).anyMatch(column -> column.matches("started_at,TIMESTAMP.*,stored,0,20.*,20.*"));
        }
    }

    @Test
    void keysOfFoldersAreColumnsThatSaySo() throws Exception {
        for (int year = 2023; year <= 2024; year++) {
            Path folder = Files.createDirectories(directory.resolve("trade/year=" + year));
            Files.writeString(folder.resolve("a.csv"), "amount\n1\n2\n");
        }
        try (Connection connection = ours()) {
            assertThat(Rows.of(
                            connection,
                            "select column_name, type_source from sys.columns where table_name = 'trade' order by 1"))
                    .containsExactly("amount,inferred", "year,partition key");
            assertThat(Rows.of(
                            connection,
                            "select path, file_count, row_count from sys.tables where table_name = 'trade'"))
                    .containsExactly("trade,2,4");
            assertThat(Rows.of(
                            connection,
                            "select path, status, table_name from sys.files where path like 'trade%' order by 1"))
                    .containsExactly("trade/year=2023/a.csv,table,trade", "trade/year=2024/a.csv,table,trade");
        }
    }

    @Test
    void theNextStatementSeesWhatChanged() throws Exception {
        try (Connection connection = ours()) {
            assertThat(Rows.of(connection, "select count(*) from sys.tables")).containsExactly("3");
            Files.writeString(directory.resolve("fresh.csv"), "a\n1\n");
            Files.delete(directory.resolve("sales.csv"));
            Files.delete(directory.resolve("broken.parquet"));
            assertThat(Rows.of(connection, "select table_name from sys.tables order by 1"))
                    .containsExactly("fresh", "people");
            Files.writeString(directory.resolve("fresh.csv"), "a,b\n1,2\n3,4\n");
            assertThat(Rows.of(connection, "select column_count, row_count from sys.tables where table_name = 'fresh'"))
                    .containsExactly("2,2");
        }
    }

    @Test
    void toolsListTheSchemaAndItsTables() throws SQLException {
        try (Connection connection = ours()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = connection.getMetaData().getTables(null, "sys", "%", null)) {
                while (rows.next()) {
                    tables.add(rows.getString("TABLE_NAME") + " " + rows.getString("TABLE_TYPE"));
                }
            }
            assertThat(tables)
                    .containsExactlyInAnyOrder(
                            "buffers SYSTEM TABLE",
                            "columns SYSTEM TABLE",
                            "devices SYSTEM TABLE",
                            "files SYSTEM TABLE",
                            "queries SYSTEM TABLE",
                            "tables SYSTEM TABLE");
        }
    }

    @Test
    void theHostIsAmongTheDevices() throws SQLException {
        try (Connection connection = ours()) {
            assertThat(Rows.of(connection, "select available from sys.devices where device = 'host'"))
                    .containsExactly("true");
        }
    }

    @Test
    void onAPlainConnectionTheTablesAreInASubSchema() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:calcite:caseSensitive=false;unquotedCasing=UNCHANGED;model="
                        + model(schema("files", directory)))) {
            assertThat(Rows.of(connection, "select table_name from files.sys.tables order by 1"))
                    .containsExactly("broken", "people", "sales");
            assertThat(Rows.of(connection, "select count(*) from sys.columns")).containsExactly("6");
        }
    }

    @Test
    void theRootSchemaTellsOfAllDirectoriesOfAModel(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("one.csv"), "a\n1\n");
        String model = model(schema("others", other), schema("files", directory));
        try (Connection connection = DriverManager.getConnection(
                "jdbc:gpuquery:model=" + model.replace("\"defaultSchema\":\"files\",", ""))) {
            assertThat(Rows.of(connection, "select schema_name, table_name from sys.tables order by 1, 2"))
                    .containsExactly("files,broken", "files,people", "files,sales", "others,one");
        }
    }

    @Test
    void tablesAndSchemasOfThatNameStayTheUsersOwn(@TempDir Path other) throws Exception {
        Files.createDirectory(directory.resolve("sys"));
        Files.writeString(directory.resolve("sys/tables.csv"), "mine\n7\n");
        Files.writeString(directory.resolve("sys.csv"), "mine\n8\n");
        try (Connection connection = ours()) {
            assertThat(Rows.of(connection, "select mine from sys")).containsExactly("8");
            assertThat(Rows.of(connection, "select mine from tables")).containsExactly("7");
            assertThat(Rows.of(connection, "select mine from \"sys/tables.csv\""))
                    .containsExactly("7");
            assertThat(Rows.of(connection, "select count(*) from sys.tables")).containsExactly("5");
        }
        Files.writeString(other.resolve("tables.csv"), "mine\n9\n");
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + other + ";schema=sys")) {
            assertThat(Rows.of(connection, "select mine from sys.tables")).containsExactly("9");
        }
    }

    @Test
    void systemTablesAreNotWrittenTo() throws SQLException {
        try (Connection connection = ours()) {
            assertThatThrownBy(() -> Rows.of(connection, "delete from sys.files"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("not possible");
        }
    }

    /** Rows of every other length than most, of which some do not fit, in a file of which not all is looked at for its types. */
    private void writeRaggedText() throws Exception {
        StringBuilder text = new StringBuilder("id:long,name:string,price:double\n");
        for (int i = 0; i < 60_000; i++) {
            text.append(i).append(",name ").append(i % 10);
            text.append(i % 20_000 == 7 ? "\n" : i % 30_000 == 29_999 ? ",cheap\n" : ",1.5\n");
        }
        Files.writeString(directory.resolve("ragged.csv"), text);
        // What was just written may change once more within one tick of the clock, and is not kept in memory.
        TimeUnit.MILLISECONDS.sleep(250);
    }

    @Test
    void aScanCountsRowsExactlyAndThoseThatWerePaddedOrSkipped() throws Exception {
        writeRaggedText();
        String rows = "select row_count_exact, rows_padded, rows_skipped from sys.tables where table_name = 'ragged'";
        String exact = "select row_count from sys.tables where table_name = 'ragged' and row_count_exact";
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:onError=skip;directory=" + directory)) {
            assertThat(Rows.of(connection, rows)).containsExactly("false,null,null");
            String read = Rows.of(connection, "select count(*) from ragged where price > 0")
                    .get(0);
            assertThat(read).isEqualTo("59995");
            assertThat(Rows.of(connection, rows)).containsExactly("true,3,2");
            assertThat(Rows.of(connection, exact)).containsExactly("59998");
            assertThat(Rows.of(
                            connection, "select rows_padded, rows_skipped from sys.tables where table_name = 'broken'"))
                    .containsExactly("null,null");

            Files.writeString(directory.resolve("ragged.csv"), "id:long,name:string,price:double\n1,2,3\n");
            assertThat(Rows.of(connection, rows)).containsExactly("false,null,null");
        }
    }

    @Test
    void columnsTellWhatIsInMemory() throws Exception {
        writeRaggedText();
        String columns =
                "select column_name, residency, resident_rows, resident_bytes > 0, shared_bytes, dictionary_entries"
                        + " from sys.columns where table_name = 'ragged' order by ordinal_position";
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:onError=null;directory=" + directory)) {
            assertThat(Rows.of(connection, columns))
                    .containsExactly("id,absent,0,false,0,0", "name,absent,0,false,0,0", "price,absent,0,false,0,0");
            Rows.of(connection, "select max(id), max(name) from ragged");
            assertThat(Rows.of(connection, columns))
                    .containsExactly(
                            "id,resident,60000,true,0,0", "name,resident,60000,true,0,10", "price,absent,0,false,0,0");
        }
        // Columns stay in memory while any directory of the process is in use.
        Leftovers.awaitNone();
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:onError=null;directory=" + directory)) {
            assertThat(Rows.of(connection, columns)).element(0).isEqualTo("id,absent,0,false,0,0");
        }
    }

    @Test
    void openBuffersOfDevicesAreListed() throws Exception {
        writeRaggedText();
        Path file = directory.resolve("ragged.csv").toRealPath();
        String buffers = "select device, path, offset_bytes, length_bytes, shared, copy_reason from sys.buffers"
                + " order by path, length_bytes";
        try (Connection connection = ours();
                Device device = Devices.discover().open("host", DeviceOptions.defaults());
                Device copying = Devices.discover().open("host", new DeviceOptions(true));
                MappedFile mapped = MappedFile.open(file)) {
            assertThat(Rows.of(connection, buffers)).isEmpty();
            DeviceBuffer whole = mapped.buffer(device);
            try (DeviceBuffer part = device.wrap(mapped, 16_384, 100);
                    DeviceBuffer copy = copying.wrap(mapped, 0, 50);
                    DeviceBuffer result = device.allocate(64)) {
                assertThat(part.isShared()).isTrue();
                assertThat(copy.isShared()).isFalse();
                assertThat(result.isWritable()).isTrue();
                assertThat(Rows.of(connection, buffers))
                        .containsExactlyInAnyOrder(
                                "host," + file + ",0," + whole.lengthBytes() + ",true,null",
                                "host," + file + ",16384,100,true,null",
                                "host," + file + ",0,50,false,forceBufferCopy is set",
                                "host,null,0,64,false,null");
                try (Connection elsewhere =
                        DriverManager.getConnection("jdbc:gpuquery:directory=" + directory.resolve("north"))) {
                    assertThat(Rows.of(elsewhere, "select count(*), count(path) from sys.buffers"))
                            .containsExactly("4,0");
                }
            }
            assertThat(Rows.of(connection, "select count(*) from sys.buffers")).containsExactly("1");
        }
        assertThat(OpenBuffers.all()).isEmpty();
    }
}
