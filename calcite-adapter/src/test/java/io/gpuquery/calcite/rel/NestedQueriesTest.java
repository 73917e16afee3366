package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements over lists, maps and rows of fields, with the answers that DuckDB gives. */
class NestedQueriesTest {
    private static final String ROWS =
            "SELECT i::INTEGER AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE [x * i FOR x IN range(i % 4)] END AS l,"
                    + " CASE WHEN i % 5 = 0 THEN NULL ELSE {'a': i % 13, 'b': CASE WHEN i % 3 = 0 THEN NULL ELSE 'text ' || i % 4 END,"
                    + " 'c': [i, NULL, 2 * i], 'd': DATE '2020-01-01' + i::INTEGER, 'f': i % 2 = 0, 'in': {'v': i / 4}} END AS s,"
                    + " MAP {'k1': i, 'x' || i: NULL} AS m, [[i], [], NULL, [i, i + 1]] AS ll,"
                    + " CASE WHEN i % 6 = 0 THEN NULL ELSE [{'x': i, 'y': i * 1.5}, {'x': i + 1, 'y': NULL}] END AS ls,"
                    + " ['t' || i % 3, NULL, ''] AS texts FROM range(500) AS t(i)";

    @TempDir
    private static Path folder;

    private static Connection ours;
    private static Connection duckDb;

    @BeforeAll
    static void open() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("CREATE TABLE n AS " + ROWS);
            statement.execute("COPY n TO '" + folder.resolve("n.parquet")
                    + "' (FORMAT parquet, ROW_GROUP_SIZE 2048, COMPRESSION snappy)");
            statement.execute("COPY n TO '" + folder.resolve("j.json") + "' (FORMAT json)");
        }
        ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
    }

    @AfterAll
    static void close() throws SQLException {
        ours.close();
        duckDb.close();
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)).toLowerCase(java.util.Locale.ROOT));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** Ours, and after a bar DuckDB's where it is another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select id, t.s.a, t.s.b, t.s.d, t.s.f, t.s.\"in\".v from n t order by id | select id, s.a, s.b, s.d, s.f, s.in.v from n order by id",
                "select id, l[1], l[2], l[id - 1], texts[1], texts[3] from n order by id | ",
                "select id, ll[1][1], ll[4][2], ll[3][1] from n order by id | ",
                "select id, ls[1].x, ls[2].y from n order by id | ",
                "select id, m['k1'], m['x2'] from n order by id | ",
                "select id, cardinality(l), cardinality(m), cardinality(ll) from n order by id | select id, len(l), cardinality(m), len(ll) from n order by id",
                "select id from n where s is null order by id | ",
                "select id from n where l is not null and cardinality(l) = 0 order by id | select id from n where l is not null and len(l) = 0 order by id",
                "select count(*), count(l), count(s), count(ls) from n | ",
                "select n.s.b, count(*), sum(n.s.a), min(n.s.d), max(n.l[2]) from n group by n.s.b order by 1 nulls first | select s.b, count(*), sum(s.a), min(s.d), max(l[2]) from n group by s.b order by 1 nulls first",
                "select id from n where n.s.a > 5 and n.s.b like 'text%' order by n.s.a, id limit 20 | select id from n where s.a > 5 and s.b like 'text%' order by s.a, id limit 20",
                "select id, upper(n.s.b), n.s.a + n.l[2] from n where n.s.f order by id | select id, upper(s.b), s.a + l[2] from n where s.f order by id",
                "select id, e from n, unnest(n.l) as u(e) order by id, e | select id, unnest(l) as e from n order by id, e",
                "select id, u.x, u.y from n, unnest(n.ls) as u(x, y) order by id, u.x | select id, u.x, u.y from (select id, unnest(ls) as u from n) order by id, u.x",
                "select sum(e), count(*), count(distinct e) from n, unnest(n.l) as u(e) | select sum(e), count(*), count(distinct e) from (select unnest(l) as e from n)",
                "select e, count(*) from n, unnest(n.texts) as u(e) group by e order by 1 nulls last | select e, count(*) from (select unnest(texts) as e from n) group by e order by 1 nulls last",
                "select id, e from n left join lateral (select * from unnest(n.l) as u(e)) on true where id < 30 order by id, e nulls first | select id, u.e from n left join lateral (select unnest(l) as e) u on true where id < 30 order by id, e nulls first",
                "select n.l, count(*) from n group by n.l having count(*) > 2 order by 2 desc, cardinality(n.l) nulls first | select replace(l::varchar, ' ', ''), count(*) from n group by l having count(*) > 2 order by 2 desc, len(l) nulls first",
                "select count(*) from (select distinct n.s, n.l from n) | select count(*) from (select distinct s, l from n)",
                "select count(distinct s), count(distinct l), count(distinct m) from n | ",
                "select count(*) from n a join n b on a.s = b.s | ",
                "select count(*) from n a join n b on a.l = b.l and a.id = b.id | ",
                "select id, count(*) over (partition by s), count(*) over (partition by l, m) from n order by id | ",
                "select id, sum(id) over (partition by ls order by id), row_number() over (partition by ll order by id) from n order by id | ",
                "select count(*) from (select s from n where id < 300 intersect select s from n where id > 100) | ",
                "select count(*) from (select s from n except select s from n where id > 100) | ",
                "select count(*) from (select s from n union select s from n) | ",
                "select id, case when id > 3 then l[2] else cardinality(l) end from n where id < 9 order by id | select id, case when id > 3 then l[2] else len(l) end from n where id < 9 order by id",
                "select x.a, count(*) from (select n.s.a as a, n.s.c as c from n) x where x.c[1] > 100 group by x.a order by 1 | select x.a, count(*) from (select s.a as a, s.c as c from n) x where x.c[1] > 100 group by x.a order by 1"
            })
    void answersAreThoseOfDuckDb(String sql, String theirs) throws SQLException {
        assertThat(rows(ours, sql)).isEqualTo(rows(duckDb, theirs == null ? sql : theirs));
    }

    @Test
    void jsonOfTheSameRowsGivesTheSameAnswers() throws SQLException {
        for (String sql : List.of(
                "select id, t.s.a, t.s.b, t.s.d, t.s.f, t.s.\"in\".v from %s t order by id",
                "select id, l, texts, ll from %s order by id",
                "select id, u.x, u.y from %s t, unnest(t.ls) as u(x, y) order by id, u.x",
                "select t.s.b, count(*) from %s t group by t.s.b order by 1 nulls first")) {
            assertThat(rows(ours, sql.formatted("j"))).isEqualTo(rows(ours, sql.formatted("n")));
        }
        assertThat(rows(ours, "select data_type from sys.\"columns\" where table_name = 'j' and column_name = 'm'"))
                .containsExactly(List.of("map<varchar, bigint>"));
    }

    @Test
    void valuesComeAsJdbcHasThem() throws SQLException {
        try (Statement statement = ours.createStatement();
                ResultSet row = statement.executeQuery("select l, s, m, ls, ll from n where id = 3")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getMetaData().getColumnType(1)).isEqualTo(Types.ARRAY);
            assertThat(row.getMetaData().getColumnType(2)).isEqualTo(Types.STRUCT);
            assertThat((Object[]) row.getArray(1).getArray()).containsExactly(0L, 3L, 6L);
            assertThat(row.getObject(1)).isInstanceOf(Array.class);
            Struct struct = row.getObject(2, Struct.class);
            assertThat(struct.getAttributes()).startsWith(3L, null);
            assertThat(struct.getAttributes()[3]).isInstanceOf(java.sql.Date.class);
            Map<?, ?> map = row.getObject(3, Map.class);
            assertThat(map.get("k1")).isEqualTo(3L);
            assertThat(map.containsKey("x3")).isTrue();
            assertThat(row.getString(1)).isEqualTo("[0,3,6]");
            assertThat(row.getString(2))
                    .isEqualTo(
                            "{\"a\":3,\"b\":null,\"c\":[3,null,6],\"d\":\"2020-01-04\",\"f\":false,\"in\":{\"v\":0.75}}");
            assertThat(row.getObject(2).toString()).isEqualTo(row.getString(2));
            assertThat(row.getString(3)).isEqualTo("{\"k1\":3,\"x3\":null}");
            assertThat(row.getString(4)).isEqualTo("[{\"x\":3,\"y\":4.5},{\"x\":4,\"y\":null}]");
            assertThat(row.getString("ll")).isEqualTo("[[3],[],null,[3,4]]");
            assertThat(row.wasNull()).isFalse();
        }
        try (Statement statement = ours.createStatement();
                ResultSet row = statement.executeQuery("select l, s from n where id = 0")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isNull();
            assertThat(row.wasNull()).isTrue();
            assertThat(row.getObject(2)).isNull();
        }
    }

    /** Fields, elements and numbers of them are computed by our operators. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select n.s.a, n.l[1], cardinality(n.l), n.m['k1'] from n where n.s.d > date '2020-01-05'",
                "select n.s.b, count(*) from n group by n.s.b order by 2",
                "select n.l, count(*) from n group by n.l",
                "select a.id from n a join n b on a.s = b.s",
                "select id, l, s from n order by n.s.a limit 3"
            })
    void plansAreOurs(String sql) throws SQLException {
        assertThat(rows(ours, "explain plan for " + sql).toString())
                .contains("devicescan")
                .doesNotContain("enumerablecalc", "enumerableaggregate", "enumerablesort", "enumerablehashjoin");
    }

    @Test
    void partsWithDifferentNestedTypesAreAnErrorThatNamesBoth() throws SQLException, IOException {
        Path parts = Files.createDirectories(folder.resolve("lake/parts"));
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(
                    "COPY (SELECT [1] AS v, 1 AS i) TO '" + parts.resolve("part-0.parquet") + "' (FORMAT parquet)");
            statement.execute("COPY (SELECT [2] AS v) TO '" + parts.resolve("part-1.parquet") + "' (FORMAT parquet)");
        }
        try (Connection lake = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder.resolve("lake"))) {
            assertThat(rows(lake, "select v, i from parts order by v[1]"))
                    .containsExactly(List.of("[1]", "1"), List.of("[2]", "null"));
            try (Statement statement = duckDb.createStatement()) {
                statement.execute(
                        "COPY (SELECT ['x'] AS v) TO '" + parts.resolve("part-2.parquet") + "' (FORMAT parquet)");
            }
            assertThatThrownBy(() -> rows(lake, "select v from parts"))
                    .hasMessageContaining("INTEGER ARRAY")
                    .hasMessageContaining("VARCHAR ARRAY")
                    .hasMessageContaining("part-2.parquet");
        }
    }

    @Test
    void aMissingNestedColumnOfAPartIsNull() throws SQLException, IOException {
        Path parts = Files.createDirectories(folder.resolve("more/parts"));
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT 1 AS i, [1] AS v, {'a': 1} AS s, MAP {1: 2} AS m) TO '"
                    + parts.resolve("part-0.parquet") + "' (FORMAT parquet)");
            statement.execute("COPY (SELECT 2 AS i) TO '" + parts.resolve("part-1.parquet") + "' (FORMAT parquet)");
        }
        try (Connection more = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder.resolve("more"))) {
            assertThat(rows(more, "select i, v, s, m from parts order by i"))
                    .containsExactly(
                            List.of("1", "[1]", "{\"a\":1}", "{\"1\":2}"), List.of("2", "null", "null", "null"));
        }
    }
}
