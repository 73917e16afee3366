package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements over VARIANT columns, which are texts of JSON, with the answers that DuckDB gives. */
class VariantQueriesTest {
    @TempDir
    private Path folder;

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1) + "|" + result.getString(2));
            }
        }
        return rows;
    }

    @Test
    void variantsAreFilteredGroupedAndTakenApart() throws SQLException, InterruptedException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            try (Statement statement = duckDb.createStatement()) {
                statement.execute(
                        "CREATE TABLE events AS SELECT i, CASE WHEN i % 11 = 0 THEN NULL ELSE {'kind': 'k' || i % 5,"
                                + " 'n': i % 3, 'tags': ['t' || i % 2, NULL]}::VARIANT END AS v"
                                + " FROM range(5000) AS r(i)");
                statement.execute("COPY events TO '" + folder.resolve("events.parquet")
                        + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
            }
            // A file just written is not kept in memory: both ways are wanted here.
            Thread.sleep(250);
            try (Connection ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder)) {
                for (int round = 0; round < 2; round++) {
                    assertThat(rows(ours, "select i, v from events order by i"))
                            .isEqualTo(rows(duckDb, "select i, v::json from events order by i"));
                    assertThat(rows(ours, "select v, count(*) from events group by v order by v nulls first"))
                            .isEqualTo(
                                    rows(
                                            duckDb,
                                            "select v::json::varchar as v, count(*) from events group by 1 order by 1 nulls first"));
                    assertThat(rows(
                                    ours,
                                    "select json_value(v, '$.kind'), count(*) from events where v like '%\"n\":1%'"
                                            + " group by json_value(v, '$.kind') order by 1"))
                            .isEqualTo(
                                    rows(
                                            duckDb,
                                            "select v::json->>'kind', count(*) from events where (v::json->>'n')::int = 1 group by 1 order by 1"));
                    assertThat(rows(ours, "select count(*), count(v) from events where v is null or v = '{}'"))
                            .containsExactly("455|0");
                }
                assertThat(
                                rows(
                                        ours,
                                        "select data_type, column_name from sys.\"columns\" where table_name = 'events' order by 2 desc"))
                        .containsExactly("VARCHAR|v", "BIGINT|i");
            }
        }
    }
}
