package io.gpuquery.calcite.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random joins of parts of a {@link io.gpuquery.calcite.testing.TypedTable} with each other, for Calcite and DuckDB alike. */
final class RandomJoin {
    /** Columns whose values are compared with each other, of different types too. */
    private static final List<List<String>> COMPARABLE = List.of(
            List.of("tiny", "small", "whole", "big", "row_no", "price", "huge"),
            List.of("MOD(row_no, 7)", "MOD(row_no, 5)", "tiny"),
            List.of("name", "SUBSTRING(name FROM 1 FOR 1)", "name"),
            List.of("born"),
            List.of("seen"),
            List.of("clock"),
            List.of("flag"),
            List.of("row_no"));

    private final Random random;

    RandomJoin(Random random) {
        this.random = random;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String side() {
        return random.nextInt(5) == 0
                ? "(SELECT * FROM typed ORDER BY row_no LIMIT " + (1 + random.nextInt(40)) + ")"
                : unlimited();
    }

    /** Where a correlation may reach into it: of a limit within it Calcite makes a window. */
    private String unlimited() {
        String condition =
                pick(List.of("row_no < 70", "MOD(row_no, 6) = 1", "name <> 'ab'", "tiny IS NOT NULL", "row_no = 3"));
        return switch (random.nextInt(4)) {
            case 0 ->
                "(SELECT tiny AS whole, MIN(row_no) AS row_no, name, small, tiny, big, price, huge, born, seen, clock,"
                        + " flag FROM typed WHERE " + condition
                        + " GROUP BY tiny, name, small, big, price, huge, born, seen, clock, flag)";
            case 1 -> "(SELECT * FROM typed WHERE " + condition + " UNION ALL SELECT * FROM typed WHERE row_no < 9)";
            default -> "(SELECT * FROM typed WHERE " + condition + " AND row_no < 90)";
        };
    }

    private String equality(String left, String right) {
        List<String> columns = COMPARABLE.get(random.nextInt(COMPARABLE.size()));
        return of(left, pick(columns)) + " = " + of(right, pick(columns));
    }

    private static String of(String table, String expression) {
        return expression
                .replace("row_no", table + ".row_no")
                .replace("name", table + ".name")
                .replaceAll("^(tiny|small|whole|big|price|huge|born|seen|clock|flag|id)$", table + ".$1");
    }

    private String condition(String left, String right) {
        List<String> conjuncts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            conjuncts.add(equality(left, right));
        }
        if (random.nextInt(3) == 0) {
            conjuncts.add(pick(List.of(
                    left + ".row_no <= " + right + ".row_no",
                    "CAST(" + left + ".tiny AS INTEGER) + 1 <> " + right + ".tiny",
                    left + ".price > 0",
                    right + ".born > DATE '1969-01-01'",
                    "(" + left + ".flag OR " + right + ".name = 'a')")));
        }
        return String.join(" AND ", conjuncts);
    }

    /** Rows of pairs. */
    String pairs() {
        String type = pick(List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "JOIN", "LEFT JOIN"));
        return "SELECT a.row_no AS a, b.row_no AS b, a.name AS an, b.name AS bn, b.huge, b.seen, CAST(a.tiny AS INTEGER) + b.small AS s FROM "
                + side() + " AS a " + type + " " + side() + " AS b ON " + condition("a", "b");
    }

    /** Rows of pairs without an equality. */
    String products() {
        String type = pick(List.of("JOIN", "LEFT JOIN", "RIGHT JOIN"));
        String condition = pick(List.of(
                "a.row_no < b.row_no",
                "a.price > b.price",
                "CAST(a.tiny AS INTEGER) + b.tiny > 100",
                "a.flag",
                "b.flag"));
        return "SELECT a.row_no AS a, b.row_no AS b, b.name FROM (SELECT * FROM typed WHERE row_no < 30) AS a " + type
                + " (SELECT * FROM typed WHERE row_no < 50) AS b ON " + condition;
    }

    /** Groups of joins of joins. */
    String groups() {
        String first = pick(List.of("JOIN", "LEFT JOIN", "RIGHT JOIN"));
        String second = pick(List.of("JOIN", "LEFT JOIN", "RIGHT JOIN"));
        return "SELECT a.name, c.tiny, COUNT(*) AS n, COUNT(b.row_no) AS m, SUM(b.row_no) AS s, MIN(c.price) AS p FROM "
                + side() + " AS a " + first + " " + side() + " AS b ON " + condition("a", "b") + " " + second
                + " (SELECT * FROM typed WHERE row_no < 12) AS c ON " + condition("b", "c")
                + " GROUP BY a.name, c.tiny";
    }

    /** Rows that have, or have not, others. */
    String found() {
        String side = unlimited();
        String condition = condition("a", "b");
        String test = switch (random.nextInt(4)) {
            case 0 -> "EXISTS (SELECT 1 FROM " + side + " AS b WHERE " + condition + ")";
            case 1 -> "NOT EXISTS (SELECT 1 FROM " + side + " AS b WHERE " + condition + ")";
            case 2 -> "a.whole IN (SELECT b.whole FROM " + side + " AS b)";
            default -> "a.name IN (SELECT b.name FROM " + side + " AS b WHERE b.flag)";
        };
        return "SELECT a.row_no, a.name FROM typed AS a WHERE a.row_no < 200 AND " + test;
    }

    /** Rows that are in no list, which may have nulls. */
    String notIn() {
        String column = pick(List.of("whole", "name", "row_no", "price"));
        return "SELECT a.row_no FROM typed AS a WHERE a." + column + " NOT IN (SELECT b." + column + " FROM " + side()
                + " AS b WHERE " + pick(List.of("b.row_no < 9", "b.whole > 0", "b.name = 'a'", "b.tiny IS NULL")) + ")";
    }

    /** Rows of equal doubles, found or paired. */
    String doubles() {
        List<String> columns = List.of("dbl", "single", "whole", "tiny", "dbl", "single");
        String equality = "a." + pick(List.of("dbl", "single")) + " = b." + pick(columns)
                + pick(List.of("", "", " AND a.name = b.name", " AND a.row_no < b.row_no"));
        String from = " FROM typed AS a ";
        return switch (random.nextInt(4)) {
            case 0 ->
                "SELECT a.row_no FROM typed AS a WHERE EXISTS (SELECT 1 FROM typed AS b WHERE b.row_no < 60 AND "
                        + equality + ")";
            case 1 ->
                "SELECT a.row_no FROM typed AS a WHERE NOT EXISTS (SELECT 1 FROM typed AS b WHERE b.row_no < 9 AND "
                        + equality + ")";
            default ->
                "SELECT a.row_no AS a, b.row_no AS b" + from + pick(List.of("JOIN", "LEFT JOIN", "FULL JOIN"))
                        + " (SELECT * FROM typed WHERE MOD(row_no, 5) = 1) AS b ON " + equality;
        };
    }

    /** Of two inputs, all rows. */
    String full() {
        return "SELECT a.row_no AS a, b.row_no AS b, b.name FROM " + side() + " AS a FULL JOIN " + side() + " AS b ON "
                + equality("a", "b");
    }
}
