package io.gpuquery.benchmarks;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.schema.Options;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.apache.calcite.tools.RelConversionException;
import org.apache.calcite.tools.RelRunners;
import org.apache.calcite.tools.ValidationException;

/** Microseconds that small statements over a small table take, from the text to the last row. */
final class Latencies {
    /** The statements: a filtered aggregate and a point lookup. */
    static final Map<String, String> STATEMENTS = new LinkedHashMap<>();

    static {
        STATEMENTS.put("filtered aggregate", "select sum(amount), count(*) from events where country = 'DE'");
        STATEMENTS.put("point lookup", "select event_day, page, amount from events where event_id = 4711");
        STATEMENTS.put("count", "select count(*) from events");
    }

    /** Each takes its turn with so many executions, as somebody repeats a statement: what others left in the caches is its least. */
    private static final int IN_A_ROW = 20;

    private static final String PLANNING = "planning a join of eight tables";
    /** Planned and not executed; the plan is made anew each time. */
    private static final String EIGHT_TABLES = eightTables();

    private static String eightTables() {
        StringBuilder sql = new StringBuilder("select t0.country, sum(t0.amount) from events as t0");
        for (int table = 1; table < 8; table++) {
            sql.append(String.format(
                    " join events as t%d on t0.event_id = t%d.event_id and t%d.amount > %d",
                    table, table, table, table));
        }
        return sql.append(" group by t0.country order by t0.country").toString();
    }

    /** Who answers; all in this process. */
    enum Way {
        OURS("`jdbc:gpuquery:`"),
        OURS_PREPARED("`jdbc:gpuquery:`, PreparedStatement"),
        PLAIN("`jdbc:calcite:model=`"),
        EMBEDDED("embedded planner (`Frameworks`)"),
        DUCKDB("DuckDB's JDBC, over Parquet"),
        DUCKDB_MEMORY("DuckDB's JDBC, in memory");

        final String title;

        Way(String title) {
            this.title = title;
        }
    }

    /** One execution. */
    private interface Execution {
        void run(String sql) throws Exception;
    }

    private final Map<String, Map<Way, Double>> medianMicros = new LinkedHashMap<>();

    /** Measures over a folder with {@code parquet/events.parquet}. */
    static Latencies over(Path data, int executions) throws Exception {
        Latencies latencies = new Latencies();
        try (Connection ours = Competitor.GPU_QUERY.open(data);
                Connection plain = Competitor.PLAIN_CALCITE.open(data);
                Connection duckdb = Competitor.DUCKDB.open(data);
                Connection memory = Competitor.DUCKDB_MEMORY.open(data);
                DirectorySchema files = DirectorySchema.open(data.resolve("parquet"), Options.DEFAULT)) {
            FrameworkConfig config = embedded(files);
            for (Map.Entry<String, String> statement : STATEMENTS.entrySet()) {
                String sql = statement.getValue();
                try (PreparedStatement prepared = ours.prepareStatement(sql)) {
                    Map<Way, Execution> ways = new EnumMap<>(Way.class);
                    ways.put(Way.OURS, text -> execute(ours, text));
                    ways.put(Way.OURS_PREPARED, text -> read(prepared.executeQuery()));
                    ways.put(Way.PLAIN, text -> execute(plain, text));
                    ways.put(Way.EMBEDDED, text -> plan(config, text));
                    ways.put(Way.DUCKDB, text -> execute(duckdb, text));
                    ways.put(Way.DUCKDB_MEMORY, text -> execute(memory, text));
                    latencies.medianMicros.put(statement.getKey(), measure(ways, sql, executions));
                }
            }
            Map<Way, Execution> planners = new EnumMap<>(Way.class);
            planners.put(Way.OURS, text -> execute(ours, "explain plan for " + text));
            planners.put(Way.PLAIN, text -> execute(plain, "explain plan for " + text));
            planners.put(Way.DUCKDB, text -> execute(duckdb, "explain " + text));
            planners.put(Way.DUCKDB_MEMORY, text -> execute(memory, "explain " + text));
            latencies.medianMicros.put(PLANNING, measure(planners, EIGHT_TABLES, executions / 10));
        }
        return latencies;
    }

    private static Map<Way, Double> measure(Map<Way, Execution> ways, String sql, int executions) throws Exception {
        Map<Way, List<Double>> micros = new EnumMap<>(Way.class);
        for (int round = 0; round < executions / IN_A_ROW; round++) {
            for (Map.Entry<Way, Execution> way : ways.entrySet()) {
                // What plans anew each time takes a hundred times as long.
                boolean plans = way.getKey() == Way.PLAIN || way.getKey() == Way.EMBEDDED;
                List<Double> times = micros.computeIfAbsent(way.getKey(), key -> new ArrayList<>());
                for (int i = 0; i < (plans ? 1 : IN_A_ROW); i++) {
                    long start = System.nanoTime();
                    way.getValue().run(sql);
                    times.add((System.nanoTime() - start) / 1e3);
                }
            }
        }
        Map<Way, Double> medians = new EnumMap<>(Way.class);
        micros.forEach((way, all) -> medians.put(way, Times.median(all.subList(all.size() / 2, all.size()))));
        return medians;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            read(statement.executeQuery(sql));
        }
    }

    private static void read(ResultSet results) throws SQLException {
        try (results) {
            while (results.next()) {
                results.getObject(1);
            }
        }
    }

    private static FrameworkConfig embedded(DirectorySchema files) {
        SchemaPlus root = Frameworks.createRootSchema(true);
        return Frameworks.newConfigBuilder()
                .defaultSchema(files.addTo(root, "files"))
                .typeSystem(GpuQueryTypeSystem.INSTANCE)
                .parserConfig(SqlParser.config().withUnquotedCasing(Casing.UNCHANGED))
                .build();
    }

    private static void plan(FrameworkConfig config, String sql)
            throws org.apache.calcite.sql.parser.SqlParseException, ValidationException, RelConversionException,
                    SQLException {
        try (Planner planner = Frameworks.getPlanner(config)) {
            SqlNode validated = planner.validate(planner.parse(sql));
            RelNode rel = planner.rel(validated).project();
            try (PreparedStatement statement = RelRunners.run(rel)) {
                read(statement.executeQuery());
            }
        }
    }

    /** Medians of the later half, in microseconds, by statement. */
    Map<String, Map<Way, Double>> medianMicros() {
        return medianMicros;
    }
}
