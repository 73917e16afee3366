package io.gpuquery.calcite.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts behind left joins are those of DuckDB, counted before the join or not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EagerCountsTest {
    private Connection ours;
    private Connection duckdb;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException, SQLException {
        Random random = new Random(7);
        StringBuilder few = new StringBuilder("k,j,name\n");
        for (int row = 0; row < 60; row++) {
            few.append(row % 7 == 0 ? "" : String.valueOf(random.nextInt(40)))
                    .append(',')
                    .append(random.nextInt(3))
                    .append(",n")
                    .append(random.nextInt(5))
                    .append('\n');
        }
        StringBuilder many = new StringBuilder("k,j,v\n");
        for (int row = 0; row < 900; row++) {
            many.append(row % 11 == 0 ? "" : String.valueOf(random.nextInt(50)))
                    .append(',')
                    .append(random.nextInt(3))
                    .append(',')
                    .append(row % 5 == 0 ? "" : String.valueOf(row))
                    .append('\n');
        }
        Files.writeString(folder.resolve("few.csv"), few);
        Files.writeString(folder.resolve("many.csv"), many);
        ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
        duckdb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckdb.createStatement()) {
            for (String table : List.of("few", "many")) {
                statement.execute(
                        "create table " + table + " as select * from '" + folder.resolve(table + ".csv") + "'");
            }
        }
    }

    @AfterAll
    void close() throws SQLException {
        ours.close();
        duckdb.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | select few.k, count(v) from few left join many on few.k = many.k group by few.k
            true  | select few.k, count(*) from few left join many on few.k = many.k group by few.k
            true  | select name, count(many.k), count(*), count(v) from few left join many on few.k = many.k and v > 100 group by name
            true  | select name, few.k, count(v) from few left join many on few.k = many.k and few.j = many.j group by name, few.k
            true  | select few.j, count(v) from few left join many on many.j = few.j and many.k = few.k group by few.j
            true  | select count(v), count(*) from few left join many on few.k = many.k
            true  | select c, count(*) from (select few.k, count(v) as c from few left join many on few.k = many.k group by few.k) as t group by c
            false | select few.k, count(distinct v) from few left join many on few.k = many.k group by few.k
            false | select few.k, count(v) filter (where v > 10) from few left join many on few.k = many.k group by few.k
            false | select few.k, count(name) from few left join many on few.k = many.k group by few.k
            false | select many.k, count(v) from few left join many on few.k = many.k group by many.k
            false | select few.k, count(v) from few left join many on few.k = many.k and few.j < many.j group by few.k
            false | select few.k, count(v) from few join many on few.k = many.k group by few.k
            """)
    void countsAreThoseBehindTheJoin(boolean eager, String sql) throws SQLException {
        assertThat(rows(ours, sql)).isEqualTo(rows(duckdb, sql));
        String plan = String.join("\n", rows(ours, "explain plan for " + sql));
        assertThat(plan.contains("$SUM0(")).as(plan).isEqualTo(eager);
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            while (results.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    row.append(results.getString(i)).append(' ');
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows;
    }
}
