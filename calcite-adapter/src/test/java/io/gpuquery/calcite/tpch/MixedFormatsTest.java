package io.gpuquery.calcite.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.apache.calcite.tools.Programs;
import org.apache.calcite.tools.RelRunners;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statements over tables of several formats: our driver, a plain connection and Frameworks plan them alike, and give the rows
 * that DuckDB gives.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MixedFormatsTest {
    private static final double SCALE_FACTOR = 0.002;
    private static final Map<String, TpchFormat> FORMATS = Map.of(
            "region", TpchFormat.CSV,
            "nation", TpchFormat.PARQUET_BY_DUCKDB,
            "customer", TpchFormat.CSV,
            "orders", TpchFormat.NDJSON,
            "lineitem", TpchFormat.PARQUET_BY_JAVA,
            "supplier", TpchFormat.NDJSON,
            "part", TpchFormat.CSV);

    private Connection ours;
    private Connection plain;
    private DirectorySchema files;
    private FrameworkConfig config;

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        TpchFormat.writeAll(TpchData.at(SCALE_FACTOR), root);
        Path directory = Files.createDirectory(root.resolve("mixed"));
        for (Map.Entry<String, TpchFormat> table : FORMATS.entrySet()) {
            try (Stream<Path> written = Files.list(table.getValue().directory(root))) {
                for (Path file : written.toList()) {
                    if (file.getFileName().toString().startsWith(table.getKey() + ".")) {
                        Files.move(file, directory.resolve(file.getFileName()));
                    }
                }
            }
        }
        Path model = root.resolve("model.json");
        Files.writeString(model, """
                {"version": "1.0", "defaultSchema": "files", "schemas": [
                  {"name": "files", "type": "custom", "factory": "io.gpuquery.calcite.schema.DirectorySchemaFactory",
                   "operand": {"directory": "mixed"}},
                  {"name": "views", "tables": [
                    {"name": "asia", "type": "view", "path": ["files"],
                     "sql": "select \\"n_nationkey\\", \\"n_name\\" from \\"nation\\" join \\"region\\" on \\"r_regionkey\\" = \\"n_regionkey\\" where \\"r_name\\" = 'ASIA'"}
                  ]}]}
                """);
        ours = DriverManager.getConnection("jdbc:gpuquery:model=" + model);
        plain = DriverManager.getConnection("jdbc:calcite:model=" + model
                + ";caseSensitive=false;unquotedCasing=UNCHANGED;typeSystem=" + GpuQueryTypeSystem.class.getName());
        files = DirectorySchema.open(directory, Options.DEFAULT);
        config = Frameworks.newConfigBuilder()
                .defaultSchema(files.addTo(Frameworks.createRootSchema(true), "files"))
                .typeSystem(GpuQueryTypeSystem.INSTANCE)
                .parserConfig(SqlParser.config().withUnquotedCasing(Casing.UNCHANGED))
                .programs(Programs.standard())
                .build();
    }

    @AfterAll
    void close() throws SQLException {
        ours.close();
        plain.close();
        files.close();
    }

    static List<String> statements() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MixedFormatsTest.class.getResourceAsStream("/statements/mixed-formats.sql"))) {
            return Stream.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\n"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyWayGivesTheRowsThatDuckDbGives(String statement) throws Exception {
        ResultRows expected = TpchOracle.at(SCALE_FACTOR).query(statement);
        assertSame(rows(ours, statement), expected, statement);
        assertSame(rows(plain, statement), expected, statement);
        try (Planner planner = Frameworks.getPlanner(config);
                PreparedStatement prepared =
                        RelRunners.run(logical(planner, statement).project());
                ResultSet results = prepared.executeQuery()) {
            assertSame(ResultRows.of(results), expected, statement);
        }
    }

    private static void assertSame(ResultRows actual, ResultRows expected, String statement) {
        if (statement.contains("order by")) {
            ResultComparison.assertSameOrderedRows(actual, expected);
        } else {
            ResultComparison.assertSameRows(actual, expected);
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyWayPlansAlike(String statement) throws Exception {
        String plan = Rows.plan(ours, statement);
        assertThat(Rows.plan(plain, statement)).isEqualTo(plan);
        try (Planner planner = Frameworks.getPlanner(config)) {
            assertThat(withoutNames(RelOptUtil.toString(physical(planner, statement))))
                    .isEqualTo(withoutNames(plan));
        }
    }

    /** Without the names of the result's columns, which JDBC keeps elsewhere. */
    private static String withoutNames(String plan) {
        int firstLine = plan.indexOf('\n');
        String head = plan.substring(0, firstLine).replaceAll("[\\w$]+=\\[\\$t", "[\\$t");
        return head + plan.substring(firstLine).replaceAll(" AS \\w+", "");
    }

    @Test
    void viewsOverSeveralFormatsArePlannedAsIfTheyWereWrittenOut() throws SQLException {
        String statement = "select c_name, n_name from views.asia join customer on c_nationkey = n_nationkey"
                + " where c_acctbal > 9000 order by c_name";
        String plan = Rows.plan(ours, statement);
        assertThat(plan).contains("predicates=[[r_name = 'ASIA']]", "predicates=[[c_acctbal > 9000.0]]");
        assertThat(Rows.plan(plain, statement)).isEqualTo(plan);
        ResultRows expected = TpchOracle.at(SCALE_FACTOR)
                .query("select c_name, n_name from nation join region on r_regionkey = n_regionkey join customer"
                        + " on c_nationkey = n_nationkey where r_name = 'ASIA' and c_acctbal > 9000 order by c_name");
        ResultComparison.assertSameOrderedRows(rows(ours, statement), expected);
        ResultComparison.assertSameOrderedRows(rows(plain, statement), expected);
    }

    private static ResultRows rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return ResultRows.of(results);
        }
    }

    private static RelRoot logical(Planner planner, String sql) throws Exception {
        return planner.rel(planner.validate(planner.parse(sql)));
    }

    private static RelNode physical(Planner planner, String sql) throws Exception {
        RelRoot root = logical(planner, sql);
        RelTraitSet traits = root.rel.getTraitSet().replace(EnumerableConvention.INSTANCE);
        return planner.transform(0, traits.replace(root.collation).simplify(), root.project());
    }
}
