package io.gpuquery.calcite.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random queries over the columns of a {@link io.gpuquery.calcite.testing.TypedTable}, in words that Calcite and DuckDB read alike.
 *
 * <p>Arithmetic stays small: numbers that overflow are a test of their own. So are NaN and -0: Calcite simplifies {@code NOT (x < 1)}
 * as if there were no NaN, and to DuckDB NaN is a number like others.
 */
final class RandomQuery {
    private static final List<String> INTEGERS = List.of("tiny", "small", "CAST(tiny AS INTEGER)", "row_no");
    private static final List<String> DECIMALS =
            List.of("price / 1000000", "CAST(tiny AS DECIMAL(5, 1))", "0.25", "12.34");
    private static final List<String> KEYS = List.of(
            "flag",
            "tiny",
            "small",
            "whole",
            "big",
            "price",
            "huge",
            "born",
            "clock",
            "seen",
            "name",
            "MOD(row_no, 5)",
            "SUBSTRING(name FROM 1 FOR 1)",
            "EXTRACT(YEAR FROM born)");

    private final Random random;

    RandomQuery(Random random) {
        this.random = random;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A condition of a row. */
    String condition(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String left = condition(depth - 1);
            String right = condition(depth - 1);
            return switch (random.nextInt(5)) {
                case 0, 1 -> "(" + left + " AND " + right + ")";
                case 2 -> "(" + left + " OR " + right + ")";
                case 3 -> "NOT (" + left + ")";
                default -> "(" + left + ") IS NOT TRUE";
            };
        }
        return switch (random.nextInt(14)) {
            case 0 -> integer(1) + " " + comparison() + " " + integer(1);
            case 1 -> decimal(1) + " " + comparison() + " " + decimal(1);
            case 2 -> "name " + comparison() + " 'ab'";
            case 3 -> "name LIKE '" + pick(List.of("a%", "%t%", "_", "%", "%ü%", "a_")) + "'";
            case 4 -> "name IN ('a', 'it''s', '東京')";
            case 5 -> "born " + comparison() + " DATE '1970-01-01'";
            case 6 -> "seen " + comparison() + " TIMESTAMP '1970-01-01 00:00:00'";
            case 7 -> "flag";
            case 8 -> pick(KEYS) + " IS NULL";
            case 9 -> "whole IN (5, 0, " + random.nextInt(100) + ")";
            case 10 -> "price BETWEEN 0 AND " + random.nextInt(100);
            case 11 -> "CAST(tiny AS DOUBLE) / 3 " + comparison() + " 2.5e0";
            case 12 -> "big " + comparison() + " whole";
            default -> "whole IS DISTINCT FROM tiny";
        };
    }

    private String comparison() {
        return pick(List.of("<", "<=", "=", "<>", ">=", ">"));
    }

    private String integer(int depth) {
        if (depth > 0 && random.nextBoolean()) {
            String left = integer(depth - 1);
            String right = integer(depth - 1);
            return switch (random.nextInt(5)) {
                case 0 -> "(CAST(" + left + " AS BIGINT) + " + right + ")";
                case 1 -> "(CAST(" + left + " AS BIGINT) - " + right + ")";
                case 2 -> "(CAST(" + left + " AS BIGINT) * " + right + ")";
                case 3 -> "CASE WHEN " + condition(0) + " THEN " + left + " ELSE " + right + " END";
                default -> "COALESCE(" + left + ", " + right + ")";
            };
        }
        return random.nextInt(4) == 0 ? String.valueOf(random.nextInt(9) - 4) : pick(INTEGERS);
    }

    private String decimal(int depth) {
        if (depth > 0 && random.nextBoolean()) {
            String left = pick(List.of("price", "CAST(tiny AS DECIMAL(5, 1))", "1.5"));
            String right = pick(List.of("CAST(small AS DECIMAL(7, 2))", "0.1", "CAST(tiny AS DECIMAL(3, 0))"));
            return "(" + left + pick(List.of(" + ", " - ", " * ")) + right + ")";
        }
        return pick(DECIMALS).replace("price / 1000000", "price");
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0 -> integer(2);
            case 1 -> decimal(1);
            case 2 -> "UPPER(name)";
            case 3 -> "name || '-' || name";
            case 4 -> "CASE WHEN " + condition(1) + " THEN name ELSE 'none' END";
            case 5 -> "EXTRACT(MONTH FROM seen)";
            case 6 -> "(" + condition(1) + ")";
            default -> pick(KEYS);
        };
    }

    private String aggregate() {
        String filter = random.nextInt(4) == 0 ? " FILTER (WHERE " + condition(1) + ")" : "";
        String call = switch (random.nextInt(12)) {
            case 0 -> "COUNT(*)";
            case 1 -> "COUNT(" + pick(KEYS) + ")";
            case 2 -> "COUNT(DISTINCT " + pick(KEYS) + ")";
            case 3 -> "SUM(" + integer(1) + ")";
            case 4 -> "SUM(" + decimal(1) + ")";
            case 5 -> "SUM(DISTINCT tiny)";
            case 6 -> "MIN(" + pick(KEYS) + ")";
            case 7 -> "MAX(" + pick(KEYS) + ")";
            case 8 -> "SUM(tiny * 0.1e0)";
            case 9 -> "MIN(name)";
            case 10 -> "MAX(CAST(tiny AS DOUBLE))";
            default -> "SUM(big)";
        };
        return call + filter;
    }

    /** Computed columns of some rows. */
    String rows() {
        String columns = IntStream.rangeClosed(1, 1 + random.nextInt(4))
                .mapToObj(i -> value() + " AS c" + i)
                .collect(Collectors.joining(", "));
        return "SELECT row_no, " + columns + " FROM typed WHERE " + condition(2);
    }

    /** Groups and aggregates. */
    String groups() {
        List<String> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            keys.add(pick(KEYS));
        }
        List<String> distinct = keys.stream().distinct().toList();
        String aggregates = IntStream.rangeClosed(1, 1 + random.nextInt(4))
                .mapToObj(i -> aggregate() + " AS a" + i)
                .collect(Collectors.joining(", "));
        String list = String.join(", ", distinct);
        String from = " FROM typed WHERE " + condition(1);
        if (distinct.isEmpty()) {
            return "SELECT " + aggregates + from;
        }
        String by = switch (random.nextInt(5)) {
            case 0 -> "ROLLUP (" + list + ")";
            case 1 -> "CUBE (" + list + ")";
            default -> list;
        };
        String having = random.nextInt(4) == 0 ? " HAVING COUNT(*) > 3" : "";
        return "SELECT " + list + ", " + aggregates + from + " GROUP BY " + by + having;
    }

    /** Rows in an order that leaves none to chance, of which perhaps the first are wanted. */
    String sorted() {
        String keys = IntStream.rangeClosed(1, 1 + random.nextInt(3))
                .mapToObj(i -> pick(List.of("tiny", "price", "name", "born", "flag", "huge", "seen"))
                        + pick(List.of("", " DESC"))
                        + pick(List.of(" NULLS FIRST", " NULLS LAST")))
                .collect(Collectors.joining(", "));
        String limit = switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> " LIMIT " + (1 + random.nextInt(20));
            default -> " LIMIT " + (1 + random.nextInt(50)) + " OFFSET " + random.nextInt(20);
        };
        return "SELECT row_no, tiny, name FROM typed WHERE " + condition(1) + " ORDER BY " + keys + ", row_no" + limit;
    }
}
