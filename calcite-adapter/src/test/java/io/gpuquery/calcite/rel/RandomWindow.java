package io.gpuquery.calcite.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random window functions over parts of a {@link io.gpuquery.calcite.testing.TypedTable}. */
final class RandomWindow {
    private final Random random;

    RandomWindow(Random random) {
        this.random = random;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String input() {
        return switch (random.nextInt(4)) {
            case 0 ->
                "typed WHERE " + pick(List.of("row_no < 70", "MOD(row_no, 6) = 1", "tiny IS NOT NULL", "row_no = 3"));
            case 1 ->
                "(SELECT * FROM typed WHERE row_no < 40 UNION ALL SELECT * FROM typed WHERE row_no >= 40 AND name <> 'a')";
            default -> "typed";
        };
    }

    private String partition(List<String> keys) {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "PARTITION BY " + pick(keys) + ", " + pick(keys);
            default -> "PARTITION BY " + pick(keys);
        };
    }

    private String key(List<String> keys) {
        return pick(keys) + pick(List.of("", " DESC")) + pick(List.of(" NULLS FIRST", " NULLS LAST"));
    }

    private static final List<String> PARTITIONS =
            List.of("name", "tiny", "MOD(row_no, 3)", "flag", "born", "price", "huge", "seen", "id");
    private static final List<String> KEYS =
            List.of("name", "tiny", "whole", "price", "huge", "born", "seen", "clock", "flag", "MOD(row_no, 7)", "big");

    /** One in which each row has a place of its own. */
    private String unique(String partition) {
        String first = random.nextInt(4) == 0 ? "" : key(KEYS) + ", ";
        return partition + " ORDER BY " + first + "row_no" + pick(List.of("", " DESC"));
    }

    private String rowsFrame() {
        int near = random.nextInt(4);
        int far = near + random.nextInt(40);
        return switch (random.nextInt(9)) {
            case 0 -> "ROWS UNBOUNDED PRECEDING";
            case 1 -> "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
            case 2 -> "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING";
            case 3 -> "ROWS BETWEEN " + near + " PRECEDING AND " + far + " FOLLOWING";
            case 4 -> "ROWS BETWEEN " + far + " PRECEDING AND " + near + " PRECEDING";
            case 5 -> "ROWS BETWEEN " + near + " FOLLOWING AND " + far + " FOLLOWING";
            case 6 -> "ROWS BETWEEN UNBOUNDED PRECEDING AND " + near + " PRECEDING";
            case 7 -> "ROWS BETWEEN " + near + " FOLLOWING AND UNBOUNDED FOLLOWING";
            default -> "ROWS " + far + " PRECEDING";
        };
    }

    /** One whose bounds are peers. */
    private String peersFrame() {
        return pick(List.of(
                "",
                "RANGE UNBOUNDED PRECEDING",
                "RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
                "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                "RANGE BETWEEN CURRENT ROW AND CURRENT ROW"));
    }

    /** A key, and a frame whose bounds are distances of it. */
    private String distances() {
        String order = pick(List.of("", " DESC")) + pick(List.of(" NULLS FIRST", " NULLS LAST"));
        return switch (random.nextInt(6)) {
            case 0 -> "ORDER BY CAST(tiny AS BIGINT)" + order + " RANGE " + between("1", "8", "128");
            case 1 -> "ORDER BY row_no" + order + " RANGE " + between("0", "3", "50");
            case 2 -> "ORDER BY price" + order + " RANGE " + between("0.1", "12.24", "99999999.99");
            case 3 ->
                "ORDER BY born" + order + " RANGE "
                        + between("INTERVAL '1' DAY", "INTERVAL '1' MONTH", "INTERVAL '54' YEAR");
            case 4 ->
                "ORDER BY seen" + order + " RANGE "
                        + between("INTERVAL '1' SECOND", "INTERVAL '1' MONTH", "INTERVAL '54' YEAR");
            default -> "ORDER BY MOD(row_no, 11)" + order + " RANGE " + between("1", "2", "4");
        };
    }

    private String between(String near, String middle, String far) {
        List<String> offsets = List.of(near, middle, far);
        String offset = pick(offsets);
        return pick(List.of(
                "BETWEEN " + offset + " PRECEDING AND " + pick(offsets) + " FOLLOWING",
                "BETWEEN " + far + " PRECEDING AND " + near + " PRECEDING",
                "BETWEEN " + near + " FOLLOWING AND " + far + " FOLLOWING",
                "BETWEEN UNBOUNDED PRECEDING AND " + offset + " PRECEDING",
                "BETWEEN UNBOUNDED PRECEDING AND " + offset + " FOLLOWING",
                "BETWEEN " + offset + " FOLLOWING AND UNBOUNDED FOLLOWING",
                "BETWEEN CURRENT ROW AND " + offset + " FOLLOWING",
                "BETWEEN " + offset + " PRECEDING AND CURRENT ROW"));
    }

    private String aggregate(boolean doubles) {
        List<String> choices = new ArrayList<>(List.of(
                "COUNT(*)",
                "COUNT(name)",
                "SUM(small)",
                "SUM(whole)",
                "SUM(price)",
                "AVG(tiny)",
                "MIN(price)",
                "MAX(name)",
                "MIN(huge)",
                "MAX(seen)",
                "MIN(born)",
                "MAX(whole)",
                "MIN(flag)",
                "SUM(big)",
                "SUM(row_no)",
                "MAX(clock)"));
        if (doubles) {
            choices.addAll(List.of("SUM(dbl)", "SUM(single)", "AVG(dbl)", "SUM(dbl)"));
        }
        return pick(choices);
    }

    private String value() {
        return pick(List.of("name", "tiny", "price", "huge", "born", "seen", "id", "flag", "row_no", "whole"));
    }

    private String select(List<String> calls, String input) {
        StringBuilder sql = new StringBuilder("SELECT row_no");
        for (int i = 0; i < calls.size(); i++) {
            sql.append(", ").append(calls.get(i)).append(" AS c").append(i);
        }
        return sql + " FROM " + input;
    }

    private String over(String function, String window) {
        return function + " OVER (" + window.strip() + ")";
    }

    /** Places, and values of rows at a distance. */
    String places() {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String partition = partition(PARTITIONS);
            String peers = partition + " ORDER BY " + key(KEYS) + pick(List.of("", ", " + key(KEYS)));
            calls.add(
                    switch (random.nextInt(5)) {
                        case 0 -> over("ROW_NUMBER()", unique(partition));
                        case 1 -> over(pick(List.of("RANK()", "DENSE_RANK()")), peers);
                        case 2 -> over(pick(List.of("LAG(", "LEAD(")) + value() + ")", unique(partition));
                        case 3 ->
                            over(
                                    pick(List.of("LAG(", "LEAD(")) + value() + ", " + random.nextInt(5) + ")",
                                    unique(partition));
                        default ->
                            over(
                                    pick(List.of(
                                            "LAG(name, 2, 'none')",
                                            "LEAD(row_no, 1, -1)",
                                            "LEAD(name, 3, name)",
                                            "LAG(price, 7, 0.5)")),
                                    unique(partition));
                    });
        }
        return select(calls, input());
    }

    /** Aggregates, and first and last values, of frames that Calcite's operator has too. */
    String frames(boolean doubles) {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String partition = partition(doubles ? List.of("dbl", "single", "name") : PARTITIONS);
            boolean rows = random.nextBoolean();
            String window = rows
                    ? unique(partition) + " " + rowsFrame()
                    : partition + " ORDER BY " + key(KEYS) + " " + peersFrame();
            calls.add(over(aggregate(doubles), window));
            if (rows && random.nextInt(3) == 0) {
                // Frames that always have rows: Calcite's operator looks for a first one in any case.
                calls.add(over(
                        pick(List.of("FIRST_VALUE(", "LAST_VALUE(")) + value() + ")",
                        unique(partition) + " ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING"));
            }
        }
        return select(calls, input());
    }

    /** What Calcite's operator lacks, or does not do as the standard says. */
    String others() {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String partition = partition(PARTITIONS);
            String exclusion = pick(
                    List.of("", "", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES", " EXCLUDE NO OTHERS"));
            String rows = unique(partition) + " " + rowsFrame() + exclusion;
            calls.add(
                    switch (random.nextInt(9)) {
                        case 8 ->
                            over(
                                    pick(List.of("COUNT(DISTINCT ", "SUM(DISTINCT ", "AVG(DISTINCT ", "MAX(DISTINCT "))
                                            + pick(List.of("tiny", "whole", "small", "row_no"))
                                            + ")",
                                    partition);
                        case 0 -> over("NTILE(" + (1 + random.nextInt(9)) + ")", unique(partition));
                        case 1 ->
                            over(pick(List.of("PERCENT_RANK()", "CUME_DIST()")), partition + " ORDER BY " + key(KEYS));
                        case 2 -> over("NTH_VALUE(" + value() + ", " + (1 + random.nextInt(4)) + ")", rows);
                        case 3 ->
                            over(
                                    pick(List.of("FIRST_VALUE(", "LAST_VALUE(")) + value() + ")"
                                            + pick(List.of("", " IGNORE NULLS")),
                                    rows);
                        case 4 ->
                            over(
                                    pick(List.of("LAG(", "LEAD(")) + value() + ", " + (1 + random.nextInt(3))
                                            + ") IGNORE NULLS",
                                    unique(partition));
                        case 5 ->
                            over(
                                    random.nextBoolean() ? aggregate(true) : pick(List.of("MIN(dbl)", "MAX(single)")),
                                    rows);
                        default -> over(aggregate(false), partition + " " + distances() + exclusion);
                    });
        }
        return select(calls, input());
    }

    /** Windows over what is computed of windows, and groups. */
    String nested() {
        String inner = "SELECT row_no, name, tiny, " + over("SUM(row_no)", unique(partition(PARTITIONS))) + " AS s, "
                + over("RANK()", partition(PARTITIONS) + " ORDER BY " + key(KEYS)) + " AS r FROM " + input();
        return "SELECT name, MOD(r, 4) AS r4, SUM(s) AS t, "
                + over("SUM(COUNT(*))", "PARTITION BY name ORDER BY MOD(r, 4)") + " AS n, "
                + over("RANK()", "ORDER BY SUM(s) NULLS FIRST") + " AS p FROM (" + inner
                + ") AS w GROUP BY name, MOD(r, 4)";
    }

    /** The same for DuckDB. */
    static String forDuckDb(String sql) {
        return sql.replace(") IGNORE NULLS", " IGNORE NULLS)");
    }
}
