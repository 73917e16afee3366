package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.rel.DeviceRules;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.testing.TypedTable;
import io.gpuquery.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.rel2sql.RelToSqlConverter;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.dialect.PostgresqlSqlDialect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.apache.calcite.tools.Programs;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunner;
import org.apache.calcite.tools.RelRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways into Calcite besides our driver. */
class EmbeddingTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                directory.resolve("sales.csv"), "id,amount,region\n1,10,north\n2,5,south\n3,20,north\n4,7,east\n");
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        // Plain connections are closed by nobody but the garbage collector.
        Leftovers.awaitNone();
    }

    private FrameworkConfig config(SchemaPlus schema) {
        return Frameworks.newConfigBuilder()
                .defaultSchema(schema)
                .typeSystem(GpuQueryTypeSystem.INSTANCE)
                .parserConfig(SqlParser.config().withUnquotedCasing(org.apache.calcite.avatica.util.Casing.UNCHANGED))
                .programs(Programs.standard())
                .build();
    }

    @Test
    void aPlainConnectionWithAModelFileHasTheSameRows() throws Exception {
        Path model = directory.resolve("model.json");
        Files.writeString(model, TypedTable.model("\".\"", "[]"));
        try (Connection connection = DriverManager.getConnection("jdbc:calcite:model=" + model)) {
            assertThat(Rows.of(connection, "SELECT \"id\" FROM \"sales\" WHERE \"region\" = 'north'"))
                    .containsExactly("1", "3");
            assertThat(Rows.plan(connection, "SELECT \"id\" FROM \"sales\" WHERE \"region\" = 'north'"))
                    .contains(
                            "DeviceScan(table=[[files, sales]], columns=[[id, region]], predicates=[[region = 'north']])");
        }
    }

    @Test
    void anInlineModelNamesAnAbsoluteDirectory() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("model", "inline:" + TypedTable.model("\"" + directory + "\"", "[]"));
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        try (Connection connection = DriverManager.getConnection("jdbc:calcite:", properties)) {
            assertThat(Rows.of(connection, "SELECT AVG(ID) FROM SALES")).containsExactly("2.5");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO sales VALUES (1, 2, 'x')",
                "INSERT INTO sales SELECT * FROM sales",
                "INSERT INTO sys.tables SELECT * FROM sys.tables",
                "UPDATE sales SET id = 2",
                "DELETE FROM sales",
                "DELETE FROM sales WHERE id IN (SELECT amount FROM sales)",
                "MERGE INTO sales USING sales AS s ON sales.id = s.id WHEN MATCHED THEN UPDATE SET id = 3",
            })
    void writesAreRefusedOnAPlainConnectionToo(String sql) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("model", "inline:" + TypedTable.model("\"" + directory + "\"", "[]"));
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("unquotedCasing", "UNCHANGED");
        String word = sql.substring(0, sql.indexOf(' '));
        try (Connection connection = DriverManager.getConnection("jdbc:calcite:", properties);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(word + " is not possible: files are only read")
                    .hasMessageContaining("--outputformat=csv")
                    .hasRootCauseInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void everyWayHasTheSamePlan() throws Exception {
        String sql = "SELECT region, SUM(amount) AS total FROM sales WHERE amount > 5 AND id + 1 < 5 GROUP BY region";
        Properties properties = new Properties();
        properties.setProperty("model", "inline:" + TypedTable.model("\"" + directory + "\"", "[]"));
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("unquotedCasing", "UNCHANGED");
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        try (Connection ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
                Connection plain = DriverManager.getConnection("jdbc:calcite:", properties);
                DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT);
                Planner planner =
                        Frameworks.getPlanner(config(files.addTo(Frameworks.createRootSchema(true), "files")))) {
            String plan = Rows.plan(ours, sql);
            assertThat(plan).contains("DeviceScan");
            assertThat(Rows.plan(plain, sql)).isEqualTo(plan);
            RelNode logical = planner.rel(planner.validate(planner.parse(sql))).project();
            RelNode physical =
                    planner.transform(0, logical.getTraitSet().replace(EnumerableConvention.INSTANCE), logical);
            assertThat(RelOptUtil.toString(physical)).isEqualTo(plan);
        }
    }

    @Test
    void sqlThroughFrameworksHasTheSamePlanAndRows() throws Exception {
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT)) {
            SchemaPlus schema = files.addTo(Frameworks.createRootSchema(true), "files");
            try (Planner planner = Frameworks.getPlanner(config(schema))) {
                RelNode logical = planner.rel(planner.validate(planner.parse(
                                "SELECT region, SUM(amount) AS total FROM sales WHERE amount > 5 GROUP BY region")))
                        .project();
                assertThat(RelOptUtil.toString(logical)).contains("DirectoryTableScan(table=[[files, sales]])");
                RelNode physical =
                        planner.transform(0, logical.getTraitSet().replace(EnumerableConvention.INSTANCE), logical);
                assertThat(RelOptUtil.toString(physical))
                        .contains(
                                "DeviceScan(table=[[files, sales]], columns=[[amount, region]], predicates=[[amount > 5]])");
                try (PreparedStatement statement = RelRunners.run(physical);
                        ResultSet results = statement.executeQuery()) {
                    assertThat(Rows.of(results)).containsExactlyInAnyOrder("north,30", "east,7");
                }
            }
        }
    }

    @Test
    void relBuilderAndRelRunnerHaveTheSameRows() throws Exception {
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT);
                CalciteConnection connection =
                        DriverManager.getConnection("jdbc:calcite:").unwrap(CalciteConnection.class)) {
            SchemaPlus schema = files.addTo(connection.getRootSchema(), "files");
            RelBuilder builder = RelBuilder.create(config(schema));
            RelNode query = builder.scan("sales")
                    .filter(builder.call(SqlStdOperatorTable.GREATER_THAN, builder.field("amount"), builder.literal(5)))
                    .project(builder.field("id"))
                    .build();
            RelRunner runner = connection.unwrap(RelRunner.class);
            try (PreparedStatement statement = runner.prepareStatement(query);
                    ResultSet results = statement.executeQuery()) {
                assertThat(Rows.of(results)).containsExactly("1", "3", "4");
            }
        }
    }

    @Test
    void ourDriverRunsNodesToo() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory)) {
            CalciteConnection calcite = connection.unwrap(CalciteConnection.class);
            SchemaPlus schema = calcite.getRootSchema().subSchemas().get("files");
            RelNode query = RelBuilder.create(config(schema)).scan("sales").build();
            try (PreparedStatement statement = calcite.unwrap(RelRunner.class).prepareStatement(query);
                    ResultSet results = statement.executeQuery()) {
                assertThat(Rows.of(results)).hasSize(4).startsWith("1,10,north");
            }
        }
    }

    @Test
    void aLaterProgramThatClearsTheRulesNamesThemItself() throws Exception {
        List<RelOptRule> rules = new ArrayList<>(EnumerableRules.rules());
        rules.addAll(DeviceRules.rules());
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT)) {
            SchemaPlus schema = files.addTo(Frameworks.createRootSchema(true), "files");
            FrameworkConfig config = Frameworks.newConfigBuilder(config(schema))
                    .programs(Programs.ofRules(rules), Programs.ofRules(rules))
                    .build();
            try (Planner planner = Frameworks.getPlanner(config)) {
                RelNode logical = planner.rel(planner.validate(planner.parse("SELECT id FROM sales WHERE amount > 5")))
                        .project();
                for (int program = 0; program < 2; program++) {
                    RelNode physical = planner.transform(
                            program, logical.getTraitSet().replace(EnumerableConvention.INSTANCE), logical);
                    assertThat(RelOptUtil.toString(physical)).contains("predicates=[[amount > 5]]");
                }
            }
        }
    }

    @Test
    void aLogicalPlanIsPortable() throws Exception {
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT)) {
            SchemaPlus schema = files.addTo(Frameworks.createRootSchema(true), "files");
            RelBuilder builder = RelBuilder.create(config(schema));
            RelNode query = builder.scan("sales")
                    .filter(builder.equals(builder.field("region"), builder.literal("north")))
                    .project(builder.field("id"))
                    .build();
            String sql = new RelToSqlConverter(PostgresqlSqlDialect.DEFAULT)
                    .visitRoot(query)
                    .asStatement()
                    .toSqlString(PostgresqlSqlDialect.DEFAULT)
                    .getSql();
            assertThat(sql)
                    .isEqualToIgnoringNewLines("SELECT \"id\"FROM \"files\".\"sales\"WHERE \"region\" = 'north'");
        }
    }

    @Test
    void filesThatComeAndGoAreNoticedWithoutAStatement() throws Exception {
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT)) {
            SchemaPlus schema = files.addTo(Frameworks.createRootSchema(true), "files");
            assertThat(schema.tables().get("sales")).isNotNull();
            assertThat(schema.tables().get("costs")).isNull();
            Files.writeString(directory.resolve("costs.csv"), "id,cost\n1,2\n");
            assertThat(schema.tables().get("costs")).isNotNull();
        }
    }

    @Test
    void oneFileIsASchemaOfOneTable() {
        try (DirectorySchema files = DirectorySchema.open(directory.resolve("sales.csv"), Options.DEFAULT)) {
            assertThat(files.tables().getNames(org.apache.calcite.schema.lookup.LikePattern.any()))
                    .containsExactly("sales");
        }
    }

    @Test
    void aTableOfAModelIsOneFile() throws Exception {
        String model = """
                {"version": "1.0", "defaultSchema": "mine", "schemas": [{"name": "mine", "tables": [
                  {"name": "few", "type": "custom",
                   "factory": "io.gpuquery.calcite.schema.DirectoryTableFactory",
                   "operand": {"path": "%s", "columns": [
                     {"name": "number", "type": "INTEGER"}, {"name": "price", "type": "DECIMAL(5, 2)"},
                     {"name": "place", "type": "VARCHAR", "nullable": false}]}}]}]}
                """.formatted(directory.resolve("sales.csv"));
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:model=inline:" + model)) {
            assertThat(Rows.of(connection, "SELECT * FROM few WHERE price > 6.5"))
                    .containsExactly("1,10.00,north", "3,20.00,north", "4,7.00,east");
        }
    }

    @Test
    void aMissingDirectoryIsAnError() {
        assertThatThrownBy(() -> DirectorySchema.open(directory.resolve("sale"), Options.DEFAULT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("There is no such file or directory");
    }
}
