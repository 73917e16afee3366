package io.gpuquery.calcite.rewrite;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins of three tables by random conditions, in WHERE and in ON, compared with DuckDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RandomConditionsTest {
    private NullableTables tables;

    @BeforeAll
    void load() throws SQLException {
        tables = new NullableTables();
    }

    @AfterAll
    void close() throws SQLException {
        tables.close();
    }

    static List<String> someQueries() {
        return IntStream.range(0, 40).mapToObj(RandomConditionsTest::query).toList();
    }

    static List<String> manyQueries() {
        return IntStream.range(40, 1000).mapToObj(RandomConditionsTest::query).toList();
    }

    @ParameterizedTest
    @MethodSource("someQueries")
    void giveTheRowsThatDuckDbGives(String query) throws SQLException {
        tables.assertSameRows(query);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manyQueries")
    void giveTheRowsThatDuckDbGivesManyTimes(String query) throws SQLException {
        tables.assertSameRows(query);
    }

    private static String query(int seed) {
        Random random = new Random(seed);
        String from = switch (random.nextInt(4)) {
            case 0 -> "t, u, v";
            case 1 -> "t join u on " + condition(random, 1, "t", "u") + ", v";
            case 2 ->
                "t left join u on " + condition(random, 1, "t", "u") + " join v on " + condition(random, 1, "t", "v");
            default ->
                "(select t.a + 1 as a, t.b, u.c from t join u on " + condition(random, 1, "t", "u") + ") t, u, v";
        };
        String where = " where " + condition(random, 3, "t", "u", "v");
        return random.nextBoolean()
                ? "select t.a, u.b, v.c from " + from + where
                : "select t.c, count(*), sum(u.a), max(v.b) from " + from + where + " group by t.c";
    }

    private static String condition(Random random, int depth, String... names) {
        if (depth > 0) {
            String left = condition(random, depth - 1, names);
            String right = condition(random, depth - 1, names);
            switch (random.nextInt(6)) {
                case 0 -> {
                    return "(" + left + " or " + right + ")";
                }
                case 1 -> {
                    String common = condition(random, 0, names);
                    return "((" + common + " and " + left + ") or (" + right + " and " + common + "))";
                }
                case 2 -> {
                    return "not (" + left + " or " + right + ")";
                }
                default -> {
                    return "(" + left + " and " + right + ")";
                }
            }
        }
        String one = names[random.nextInt(names.length)];
        String other = names[random.nextInt(names.length)];
        return switch (random.nextInt(12)) {
            case 0 -> one + ".a = " + random.nextInt(6);
            case 1 -> one + ".b <> " + random.nextInt(4);
            case 2 -> one + ".c like '%" + "abcd".charAt(random.nextInt(4)) + "%'";
            case 3 -> one + ".b is null";
            case 4 -> one + ".b in (1, 3)";
            case 5 -> one + ".a between 1 and " + (1 + random.nextInt(5));
            case 6 -> one + ".b < " + other + ".b";
            case 7 -> one + ".c <> " + other + ".c";
            case 8 -> one + ".b is not distinct from " + other + ".b";
            default ->
                one + "." + "ab".charAt(random.nextInt(2)) + " = " + other + "." + "ab".charAt(random.nextInt(2));
        };
    }
}
