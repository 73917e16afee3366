package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, paths and patterns in FROM, on every way into Calcite. */
@Timeout(120)
class NamesInFromTest {
    @TempDir
    private Path temporary;

    private Path root = Path.of("");
    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        write("north/sales.csv", 1);
        write("south/sales.csv", 2);
        write("sales_2024_01.csv", 3);
        write("sales_2024_02.csv", 4);
        write("sales_2023_12.csv", 5);
        write("odd[1].csv", 6);
        write("lake/year=2023/a.csv", 7);
        write("lake/year=2024/a.csv", 8);
        Files.writeString(temporary.resolve("secret.csv"), "id\n666\n");
        Files.createSymbolicLink(root.resolve("link.csv"), temporary.resolve("secret.csv"));
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private void write(String path, int id) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "id\n" + id + "\n");
    }

    private Connection plain() throws SQLException {
        String model = "{version: '1.0', defaultSchema: 'files', schemas: [{name: 'files', type: 'custom', factory: '"
                + DirectorySchemaFactory.class.getName() + "', operand: {directory: '" + root + "'}}]}";
        return DriverManager.getConnection("jdbc:calcite:model=inline:" + model);
    }

    private Connection own() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + root);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sales_2024_01                  | 3",
                "files\".\"sales_2024_01        | 3",
                "north/sales.csv                | 1",
                "files\".\"south/sales.csv      | 2",
                "sales_north                    | ",
                "sales_2024_*.csv               | 3 4",
                "sales_202[34]_?[12].csv        | 3 4 5",
                "{north,south}/sales.csv        | 1 2",
                "**/sales.csv                   | 1 2",
                "**/a.csv                       | 7 8",
                "lake/year=2024/*.csv           | 8",
                "lake/year=2024/a.csv           | 8",
                "lake                           | 7 8",
                "odd[1].csv                     | 6",
                "odd[1]                         | 6",
            })
    void namesPathsAndPatternsWorkOnEveryConnection(String name, String ids) throws SQLException {
        String sql = "SELECT \"id\" FROM \"" + name + "\"";
        for (Connection opened : List.of(own(), plain())) {
            try (Connection connection = opened) {
                if (ids == null) {
                    assertThatThrownBy(() -> Rows.of(connection, sql)).isInstanceOf(SQLException.class);
                } else {
                    assertThat(Rows.of(connection, sql)).containsExactlyInAnyOrder(ids.split(" ", -1));
                }
            }
        }
    }

    @Test
    void partitionColumnsOfPatternsComeFromThePathsThatMatch() throws SQLException {
        try (Connection connection = own()) {
            assertThat(Rows.of(connection, "SELECT id, \"year\" FROM \"**/a.csv\" WHERE \"year\" > 2023"))
                    .containsExactly("8,2024");
            assertThat(Rows.of(connection, "SELECT count(*) FROM lake WHERE \"year\" = 2023 OR id = 8"))
                    .containsExactly("2");
        }
    }

    @Test
    void partitionColumnsAreKeysInTheListingOfColumns() throws SQLException {
        try (Connection connection = own()) {
            assertThat(Rows.of(
                            connection,
                            "SELECT column_name, data_type, type_source FROM sys.columns WHERE table_name = 'lake'"))
                    .containsExactly("id,BIGINT,inferred", "year,BIGINT,partition key");
            assertThat(Rows.of(connection, "SELECT path FROM sys.files WHERE table_name = 'lake'"))
                    .containsExactly("lake/year=2023/a.csv", "lake/year=2024/a.csv");
        }
    }

    @Test
    void namesWorkWithFrameworksAndRelBuilder() throws SQLException {
        try (DirectorySchema files = DirectorySchema.open(root, Options.of(Map.of()))) {
            SchemaPlus top = Frameworks.createRootSchema(true);
            FrameworkConfig config = Frameworks.newConfigBuilder()
                    .defaultSchema(files.addTo(top, "files"))
                    .typeSystem(GpuQueryTypeSystem.INSTANCE)
                    .build();
            for (String name : List.of("sales_2024_*.csv", "north/sales.csv", "lake", "lake/year=2023/a.csv")) {
                RelNode plan = RelBuilder.create(config).scan(name).build();
                List<String> rows = new ArrayList<>();
                try (var statement = RelRunners.run(plan);
                        ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
                assertThat(rows).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.csv",
                "north/../../secret.csv",
                "..",
                "../*.csv",
                "**/../../*.csv",
                "{..,x}/../secret.csv"
            })
    void whatLeadsOutIsRefused(String name) throws SQLException {
        for (Connection opened : List.of(own(), plain())) {
            try (Connection connection = opened) {
                assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM \"" + name + "\""))
                        .isInstanceOf(SQLException.class)
                        .hasStackTraceContaining("\"" + name + "\" leads out of the directory");
            }
        }
    }

    @Test
    void absolutePathsAreRefused() throws SQLException {
        for (Connection opened : List.of(own(), plain())) {
            try (Connection connection = opened) {
                for (Path path : List.of(temporary.resolve("secret.csv"), root.resolve("sales_2024_01.csv"))) {
                    assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM \"" + path + "\""))
                            .isInstanceOf(SQLException.class)
                            .hasStackTraceContaining("leads out of the directory");
                }
            }
        }
    }

    @Test
    void linksOutAreNeitherNamedNorMatched() throws SQLException {
        try (Connection connection = own()) {
            assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM \"link.csv\""))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("a link that leaves the directory");
            assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM \"li*.csv\""))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(
                            "No table matches \"li*.csv\": link.csv is none (a link that leaves the directory)");
            assertThat(Rows.of(connection, "SELECT count(*) FROM \"*.csv\"")).containsExactly("4");
        }
    }

    @Test
    void aNameOfSeveralIsAnErrorThatListsThemOnEveryConnection() throws SQLException {
        for (Connection opened : List.of(own(), plain())) {
            try (Connection connection = opened) {
                assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM \"sales\""))
                        .isInstanceOf(SQLException.class)
                        .hasStackTraceContaining(
                                "\"north_sales_csv\" (north/sales.csv), \"south_sales_csv\" (south/sales.csv)");
            }
        }
    }
}
