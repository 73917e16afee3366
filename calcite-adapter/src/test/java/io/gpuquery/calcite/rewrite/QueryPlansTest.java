package io.gpuquery.calcite.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.tpch.MemoryTable;
import io.gpuquery.calcite.tpch.MemoryTpch;
import io.gpuquery.calcite.tpch.ResultComparison;
import io.gpuquery.calcite.tpch.ResultRows;
import io.gpuquery.calcite.tpch.TpchData;
import io.gpuquery.calcite.tpch.TpchOracle;
import io.gpuquery.calcite.tpch.TpchQueries;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.rel2sql.RelToSqlConverter;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.dialect.PostgresqlSqlDialect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.apache.calcite.tools.Programs;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What plans queries get, through each of the ways into Calcite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryPlansTest {
    private static final double SCALE_FACTOR = 0.01;

    private Connection connection;

    @BeforeAll
    void open() throws SQLException {
        connection = connect("typeSystem", GpuQueryTypeSystem.class.getName());
    }

    private static Connection connect(String property, String value) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(property, value);
        return MemoryTpch.connect(SCALE_FACTOR, properties);
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    static List<String> queries() {
        return TpchQueries.names();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void joinsGoByKeys(String query) throws SQLException {
        String plan = plan(connection, TpchQueries.sql(query));
        assertThat(plan).doesNotContain("EnumerableMergeJoin", "EnumerableCorrelate");
        // A subquery of one row is joined by a product; so is, in query 7, each nation with each other.
        int loops = switch (query) {
            case "q07", "q11", "q15", "q16", "q22" -> 1;
            default -> 0;
        };
        assertThat(plan.split("EnumerableNestedLoopJoin", -1)).hasSizeLessThanOrEqualTo(loops + 1);
    }

    @Test
    void aJoinConditionInEachBranchOfADisjunctionIsFound() throws SQLException {
        assertThat(plan(connection, TpchQueries.sql("q19")))
                .containsPattern("EnumerableHashJoin\\(condition=\\[AND\\(=\\(\\$\\d+, \\$\\d+\\), OR\\(");
    }

    @Test
    void smallAndFilteredTablesAreJoinedFirst() throws SQLException {
        // From top to bottom, left to right: the big table is probed, everything else is built.
        assertThat(scans(plan(connection, TpchQueries.sql("q03")))).containsExactly("lineitem", "orders", "customer");
        assertThat(scans(plan(connection, TpchQueries.sql("q05"))))
                .startsWith("lineitem")
                .endsWith("nation", "region");
        assertThat(scans(plan(connection, TpchQueries.sql("q09")))).startsWith("lineitem", "part");
    }

    @Test
    void theOrderInWhichTablesAreWrittenDoesNotMatter() throws SQLException {
        String where = " where l_orderkey = o_orderkey and c_custkey = o_custkey and n_nationkey = c_nationkey"
                + " and n_name = 'FRANCE'";
        List<String> tables = new ArrayList<>(List.of("lineitem", "orders", "customer", "nation"));
        List<String> expected = scans(plan(connection, "select count(*) from " + String.join(", ", tables) + where));
        Collections.reverse(tables);
        assertThat(scans(plan(connection, "select count(*) from " + String.join(", ", tables) + where)))
                .isEqualTo(expected);
        Collections.rotate(tables, 1);
        assertThat(scans(plan(connection, "select count(*) from " + String.join(", ", tables) + where)))
                .isEqualTo(expected);
    }

    @Test
    void existsWithAnInequalityIsASemiJoinAndItsNegationAnAntiJoin() throws SQLException {
        String plan = plan(connection, TpchQueries.sql("q21"));
        assertThat(plan).contains("joinType=[semi]", "joinType=[anti]");
        assertThat(scans(plan)).hasSize(6);
    }

    @Test
    void onlyTheColumnsThatAreReadLeaveAScan() throws SQLException {
        assertThat(plan(connection, "select o_custkey from orders, customer where o_custkey = c_custkey"))
                .contains("o_custkey=[$t1]")
                .contains("c_custkey=[$t0]")
                .doesNotContain("proj#0..");
    }

    @Test
    void moreTablesThanAllOrdersCanBeTriedForAreJoinedToo() throws SQLException {
        StringBuilder sql = new StringBuilder("select count(*) from nation n0");
        for (int i = 1; i < 14; i++) {
            sql.append(" join nation n" + i + " on n" + (i - 1) + ".n_nationkey = n" + i + ".n_nationkey");
        }
        assertThat(rows(connection, sql.toString()).toString()).contains("rows=[[25]]");
        assertThat(plan(connection, sql.toString())).doesNotContain("NestedLoop");
    }

    @Test
    void theInnerInputOfNestedLoopsIsReadOnce() throws SQLException {
        MemoryTable inner = new MemoryTable(
                List.of(new TpchData.Column("x", TpchData.Type.INTEGER)),
                true,
                List.of(new Object[] {3}, new Object[] {20}));
        connection.unwrap(CalciteConnection.class).getRootSchema().add("inner_table", inner);
        String sql = "select count(*) from nation where exists (select * from inner_table where x < n_nationkey)";
        assertThat(plan(connection, sql)).contains("EnumerableNestedLoopJoin", "EnumerableKeptRows");
        assertThat(rows(connection, sql).toString()).contains("rows=[[21]]");
        assertThat(inner.scanCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void theTopDownPlannerGivesTheSameRows(String query) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        properties.setProperty("topDownOpt", "true");
        try (Connection topDown = MemoryTpch.connect(SCALE_FACTOR, properties)) {
            ResultComparison.assertSameRows(
                    rows(topDown, TpchQueries.sql(query)),
                    TpchOracle.at(SCALE_FACTOR).answer(query));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from nation",
                "select * from nation where n_nationkey > 3",
                "select * from nation where n_nationkey > 3 and n_nationkey < 20 and (1 = 1 or n_name = 'x')",
                "select * from (select * from nation where n_nationkey + 1 > 3) as s",
                "select * from nation where 1 = 0",
                "select * from nation where 1 = 1",
                "select distinct n_nationkey, n_name from nation",
                "select n_regionkey from nation union select r_regionkey from region",
                "select * from (select n_regionkey from nation union all select r_regionkey from region) as s",
                "select n_name from nation intersect select n_name from nation where n_nationkey > 4",
                "select n_name from nation except select r_name from region",
                "select n_name from nation order by 1 limit 3 offset 2",
                "select * from nation limit 0",
                "select max(n_nationkey) from nation group by ()",
                "select n.*, r.* from nation n left join region r on n_regionkey = r_regionkey and 1 = 0",
                "select n_name, row_number() over (partition by n_regionkey order by n_name) from nation",
                "select * from region, (values (1), (2)) as v(x) where r_regionkey = x",
                "with recursive s(x) as (select 1 union all select x + 1 from s where x < 3)"
                        + " select x, r_name from s, region where x = r_regionkey",
                "select r_name, x from region, lateral (select n_name as x from nation"
                        + " where n_regionkey = r_regionkey order by n_name limit 1) as s",
                "select sum(x) from (values (2147483647), (1)) as v(x)"
            })
    void statementsOfEveryShapeArePlanned(String sql) throws SQLException {
        ResultRows expected = TpchOracle.at(SCALE_FACTOR).query(sql);
        ResultComparison.assertSameRows(rows(connection, sql), expected);
        Properties properties = new Properties();
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        properties.setProperty("topDownOpt", "true");
        try (Connection topDown = MemoryTpch.connect(SCALE_FACTOR, properties)) {
            ResultComparison.assertSameRows(rows(topDown, sql), expected);
        }
    }

    @Test
    void calcitesOwnTypeSystemGetsTheSameJoins() throws SQLException {
        try (Connection plain = connect("conformance", "DEFAULT")) {
            for (String query : List.of("q02", "q07", "q19", "q21")) {
                assertThat(scans(plan(plain, TpchQueries.sql(query))))
                        .isEqualTo(scans(plan(connection, TpchQueries.sql(query))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void frameworksGetTheSameJoins(String query) throws Exception {
        RelNode physical = frameworksPlan(TpchQueries.sql(query));
        assertThat(scans(RelOptUtil.toString(physical))).isEqualTo(scans(plan(connection, TpchQueries.sql(query))));
    }

    private static RelNode frameworksPlan(String sql) throws Exception {
        FrameworkConfig config = frameworkConfig();
        try (Planner planner = Frameworks.getPlanner(config)) {
            RelRoot root = planner.rel(planner.validate(planner.parse(sql)));
            RelTraitSet traits = root.rel
                    .getTraitSet()
                    .replace(EnumerableConvention.INSTANCE)
                    .replace(root.collation);
            return planner.transform(0, traits, root.rel);
        }
    }

    private static FrameworkConfig frameworkConfig() {
        SchemaPlus schema = Frameworks.createRootSchema(false);
        MemoryTpch.tables(SCALE_FACTOR).forEach(schema::add);
        return Frameworks.newConfigBuilder()
                .defaultSchema(schema)
                .typeSystem(GpuQueryTypeSystem.INSTANCE)
                .parserConfig(SqlParser.config().withCaseSensitive(false))
                .programs(Programs.standard())
                .build();
    }

    @Test
    void severalQueriesOfOneRelBuilderAreRewrittenEach() throws SQLException {
        RelBuilder builder = RelBuilder.create(frameworkConfig());
        for (String segment : List.of("BUILDING", "MACHINERY", "BUILDING")) {
            RelNode rel = builder.scan("customer")
                    .scan("orders")
                    .join(JoinRelType.INNER)
                    .scan("lineitem")
                    .join(JoinRelType.INNER)
                    .filter(
                            builder.equals(builder.field("c_custkey"), builder.field("o_custkey")),
                            builder.equals(builder.field("l_orderkey"), builder.field("o_orderkey")),
                            builder.equals(builder.field("c_mktsegment"), builder.literal(segment)))
                    .aggregate(
                            builder.groupKey("o_orderpriority"),
                            builder.sum(false, "q", builder.field("l_quantity")),
                            builder.sum(false, "n", builder.field("l_suppkey")))
                    .build();
            try (PreparedStatement statement =
                    connection.unwrap(RelRunner.class).prepareStatement(rel)) {
                ResultComparison.assertSameRows(
                        ResultRows.of(statement.executeQuery()),
                        TpchOracle.at(SCALE_FACTOR)
                                .query("select o_orderpriority, sum(l_quantity), sum(l_suppkey)"
                                        + " from customer, orders, lineitem where c_custkey = o_custkey"
                                        + " and l_orderkey = o_orderkey and c_mktsegment = '" + segment
                                        + "' group by 1"));
            }
        }
    }

    @Test
    void quotientsAreOrdinarySqlForAnotherEngine() throws Exception {
        RelNode logical = QueryRewrite.apply(RelBuilder.create(frameworkConfig())
                .scan("nation")
                .let(builder -> builder.project(builder.call(
                        SqlStdOperatorTable.DIVIDE,
                        builder.cast(builder.field(0), SqlTypeName.DECIMAL, 10, 2),
                        builder.literal(new BigDecimal("7.00")))))
                .build());
        assertThat(new RelToSqlConverter(PostgresqlSqlDialect.DEFAULT)
                        .visitRoot(logical)
                        .asStatement()
                        .toSqlString(PostgresqlSqlDialect.DEFAULT)
                        .getSql())
                .contains("/ 7.00");
    }

    private static String plan(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("explain plan for " + sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static ResultRows rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return ResultRows.of(rows);
        }
    }

    /** The tables that a plan reads, from top to bottom. */
    private static List<String> scans(String plan) {
        return plan.lines()
                .filter(line -> line.contains("TableScan(table=[["))
                .map(line -> line.replaceAll(".*\\[\\[(.*)\\]\\].*", "$1"))
                .toList();
    }
}
