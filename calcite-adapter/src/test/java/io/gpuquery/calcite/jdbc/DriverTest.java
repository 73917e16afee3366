package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("sales.csv"), "id,amount,region\n1,10,north\n2,5,south\n");
        Files.writeString(directory.resolve("people.json"), "{\"name\": \"Ann\", \"age\": 30}\n{\"name\": \"Bob\"}\n");
        Files.createDirectory(directory.resolve("north"));
        Files.writeString(directory.resolve("north/costs.csv"), "id;cost\n1;7,5\n2;8,5\n");
    }

    private Connection connect(String... options) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:gpuquery:directory=" + directory + (options.length == 0 ? "" : ";" + String.join(";", options)));
    }

    @Test
    void namesNeedNoQuotesAndNoCase() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "select ID, Region from SALES where region = 'south'"))
                    .containsExactly("2,south");
            assertThat(Rows.of(connection, "select name from files.people where age is null"))
                    .containsExactly("Bob");
            assertThat(Rows.of(connection, "select \"id\" from \"sales\"")).containsExactly("1", "2");
            assertThat(connection.getSchema()).isEqualTo("files");
        }
    }

    @Test
    void namesOfColumnsAreAsInTheFile() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select * from sales")) {
            assertThat(results.getMetaData().getColumnLabel(3)).isEqualTo("region");
            assertThat(results.next()).isTrue();
            assertThat(results.getString("REGION")).isEqualTo("north");
        }
    }

    @Test
    void aTableAnswersToItsPath() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "select id from \"north/costs.csv\""))
                    .containsExactly("1", "2");
        }
    }

    @Test
    void theUrlTakesOptionsOfReading() throws SQLException {
        try (Connection connection = connect("header=false", "delimiter=tab", "schema=raw")) {
            assertThat(connection.getSchema()).isEqualTo("raw");
            assertThat(Rows.of(connection, "select * from raw.sales")).startsWith("id,amount,region");
        }
    }

    @Test
    void propertiesCanStandBesideTheUrl() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("directory", directory.toString());
        properties.setProperty("user", "somebody");
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:", properties)) {
            assertThat(Rows.of(connection, "select count(*) from sales")).containsExactly("2");
        }
    }

    @Test
    void aSingleFileIsADatabaseToo() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection("jdbc:gpuquery:directory=" + directory.resolve("sales.csv"))) {
            assertThat(Rows.of(connection, "select sum(amount) from sales")).containsExactly("15");
        }
    }

    @Test
    void textsOfAnyScriptCanBeAskedFor() throws Exception {
        Files.writeString(directory.resolve("cities.csv"), "city\n東京\nZürich\n😀\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "select city from cities where city in ('東京', '😀') order by city"))
                    .containsExactly("東京", "😀");
            assertThat(Rows.of(connection, "select upper(city) || 'é' from cities where city like 'Zü%'"))
                    .containsExactly("ZÜRICHé");
        }
    }

    @Test
    void joinsAggregatesWindowsSetsAndSubqueriesWork() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(Rows.of(
                            connection,
                            "select s.id, c.cost, rank() over (order by s.amount) as r,"
                                    + " (select max(amount) from sales) as m"
                                    + " from sales s join \"north/costs.csv\" c on s.id = c.id order by s.id"))
                    .hasSize(2)
                    .allMatch(row -> row.endsWith(",10"));
            assertThat(Rows.of(connection, "select region from sales except select 'north' from people"))
                    .containsExactly("south");
            assertThat(
                            Rows.of(
                                    connection,
                                    "with t as (select region, avg(amount) a from sales group by region) select * from t order by a"))
                    .containsExactly("south,5.0", "north,10.0");
            assertThat(Rows.of(connection, "select a.id, b.id from sales a, sales b where a.id < b.id"))
                    .containsExactly("1,2");
        }
    }

    @Test
    void sumsAndMeansDoNotOverflowOrTruncate() throws Exception {
        Files.writeString(directory.resolve("big.csv"), "i,b\n2147483647,9223372036854775807\n2147483647,1\n1,1\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "select sum(i), sum(b), avg(i) from big where i > 1"))
                    .containsExactly("4294967294,9223372036854775808,2.147483647E9");
        }
    }

    @Test
    void preparedStatementsTakeParametersAndRunAgain() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select id from sales where amount > ?")) {
            for (int round = 0; round < 3; round++) {
                statement.setInt(1, 6);
                try (ResultSet results = statement.executeQuery()) {
                    assertThat(Rows.of(results)).containsExactly("1");
                }
                statement.setInt(1, 1);
                try (ResultSet results = statement.executeQuery()) {
                    assertThat(Rows.of(results)).containsExactly("1", "2");
                }
            }
        }
    }

    @Test
    void newChangedAndVanishedFilesAreSeenByTheNextStatement() throws Exception {
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "select count(*) from sales")).containsExactly("2");
            Files.writeString(directory.resolve("later.csv"), "x\n5\n");
            assertThat(Rows.of(connection, "select x from later")).containsExactly("5");
            Files.writeString(directory.resolve("later.csv"), "y,z\na,b\nc,d\n");
            assertThat(Rows.of(connection, "select y from later")).containsExactly("a", "c");
            Files.delete(directory.resolve("later.csv"));
            assertThatThrownBy(() -> Rows.of(connection, "select y from later"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("There is no table \"later\"");
        }
    }

    @Test
    void aPreparedStatementSeesNewRowsAndRefusesOtherColumns() throws Exception {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select count(*) from sales where id > 0")) {
            assertThat(count(statement)).isEqualTo(2);
            Files.writeString(directory.resolve("sales.csv"), "id,amount,region\n1,10,north\n2,5,south\n3,5,east\n");
            assertThat(count(statement)).isEqualTo(3);
            Files.writeString(directory.resolve("sales.csv"), "number,amount\n1,10\n");
            assertThatThrownBy(() -> count(statement))
                    .isInstanceOf(SQLException.class)
                    .hasCauseInstanceOf(DataException.class)
                    .hasMessageContaining("sales.csv");
        }
    }

    private static long count(PreparedStatement statement) throws SQLException {
        try (ResultSet results = statement.executeQuery()) {
            results.next();
            return results.getLong(1);
        }
    }

    @Test
    void objectsOfTheConnectionPointAtEachOther() throws SQLException {
        try (Connection connection = connect()) {
            Statement statement = connection.createStatement();
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(connection).isEqualTo(statement.getConnection()).isNotEqualTo(statement);
            assertThat(connection
                            .unwrap(CalciteConnection.class)
                            .getRootSchema()
                            .subSchemas()
                            .get("files"))
                    .isNotNull();
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.isWrapperFor(Connection.class)).isTrue();
            assertThat(connection.toString()).contains("jdbc:gpuquery:");
            statement.close();
            assertThat(statement.isClosed()).isTrue();
            assertThatThrownBy(() -> statement.executeQuery("select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void closingAConnectionClosesItsStatements() throws SQLException {
        Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("select * from sales");
        connection.close();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(statement.isClosed()).isTrue();
        assertThat(results.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:gpuquery:|The option \"directory\" is missing. Name the folder, or the file, whose tables you want.",
                "jdbc:gpuquery:directory=/no/such/place|There is no such file or directory (/no/such/place).",
                "jdbc:gpuquery:directory=/tmp;delimeter=x|There is no connection option \"delimeter\". Did you mean \"delimiter\"?",
                "jdbc:gpuquery:directory=/tmp;device=metal|device",
                "jdbc:gpuquery:model=/no/such/model.json|/no/such/model.json"
            })
    void aUrlThatLeadsNowhereIsRefused(String url, String message) {
        assertThatThrownBy(() -> DriverManager.getConnection(url).close())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining(message)
                .hasCauseInstanceOf(DataException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void otherUrlsAreLeftToOthers() throws SQLException {
        assertThat(new Driver().connect("jdbc:calcite:", new Properties())).isNull();
        assertThat(new Driver().acceptsURL("jdbc:gpuquery:directory=x")).isTrue();
    }

    @Test
    void theDriverListsItsOptions() throws SQLException {
        DriverPropertyInfo[] properties =
                new Driver().getPropertyInfo("jdbc:gpuquery:directory=/data", new Properties());
        assertThat(properties).extracting(property -> property.name).contains("directory", "delimiter", "device");
        assertThat(properties[0].value).isEqualTo("/data");
        assertThat(properties).allMatch(property -> property.description != null);
    }
}
