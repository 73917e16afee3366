package io.gpuquery.calcite.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates from what a Parquet file says of its columns: 10,000 rows, id 0…9999, one in four of d is null. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectivityTest {
    private CalciteConnection connection;

    @BeforeAll
    void write(@TempDir Path folder) throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT i::INTEGER AS id, CASE WHEN i % 4 > 0 THEN i / 100.0::DOUBLE END AS d,"
                    + " (i / 100)::DECIMAL(9, 2) AS price, DATE '2000-01-01' + (i // 10)::INTEGER AS since,"
                    + " TIMESTAMP '2000-01-01 00:00:00' + to_seconds(i) AS moment, (i * 7919 % 50)::INTEGER AS kind"
                    + " FROM range(10000) AS r(i)) TO '" + folder + "/t.parquet' (ROW_GROUP_SIZE 4096)");
        }
        connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder, new Properties())
                .unwrap(CalciteConnection.class);
    }

    @AfterAll
    void close() throws Exception {
        connection.close();
    }

    private RelNode plan(String sql) throws Exception {
        FrameworkConfig config = Frameworks.newConfigBuilder()
                .defaultSchema(connection.getRootSchema().subSchemas().get(connection.getSchema()))
                .parserConfig(org.apache.calcite.sql.parser.SqlParser.config()
                        .withUnquotedCasing(org.apache.calcite.avatica.util.Casing.UNCHANGED)
                        .withCaseSensitive(false))
                .build();
        try (Planner planner = Frameworks.getPlanner(config)) {
            return planner.rel(planner.validate(planner.parse(sql))).project();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id < 2500 | 2500",
                "id >= 9000 | 1000",
                "2500 > id | 2500",
                "id BETWEEN 1000 AND 3000 | 2000",
                "id < 0 | 1",
                "id > 100000 | 1",
                "id >= 0 | 10000",
                "d < 25 | 1875",
                "d IS NULL | 2500",
                "d IS NOT NULL | 7500",
                "price > 75.5 | 2450",
                "since < DATE '2000-04-10' | 1001",
                "moment >= TIMESTAMP '2000-01-01 02:00:00' | 2800",
                "kind = 7 | 200",
                "kind IN (7, 8, 9) | 600",
                "id < 2500 AND kind = 7 | 50",
            })
    void theShareOfRowsIsThatOfTheValues(String condition, double rows) throws Exception {
        RelNode plan = plan("SELECT id FROM t WHERE " + condition);
        RelMetadataQuery metadata = plan.getCluster().getMetadataQuery();

        double estimated = new RowEstimates(metadata).rows(plan);

        assertThat(estimated)
                .as(RelOptUtil.toString(plan, SqlExplainLevel.EXPPLAN_ATTRIBUTES))
                .isCloseTo(rows, within(Math.max(1, rows / 20)));
    }
}
