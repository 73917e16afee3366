package io.gpuquery.calcite.rel;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random filters and aggregates over the columns of a {@link io.gpuquery.calcite.testing.TypedTable}, all of which a device computes:
 * so they are run where no fallback is allowed. Numbers overflow now and then, which is an error on every device.
 */
final class DeviceQuery {
    private static final List<String> COMPARISONS = List.of("<", "<=", "=", "<>", ">=", ">");
    private static final List<String> EXACT = List.of("tiny", "small", "whole", "big", "price");
    private static final List<String> FIXED =
            List.of("flag", "tiny", "small", "whole", "big", "single", "dbl", "price", "born", "clock", "seen");

    private final Random random;
    private final boolean texts;
    private final boolean doubles;

    /** Takes whether texts have a dictionary, and whether the device computes with doubles. */
    DeviceQuery(Random random, boolean texts, boolean doubles) {
        this.random = random;
        this.texts = texts;
        this.doubles = doubles;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String comparison() {
        return pick(COMPARISONS);
    }

    String condition(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String left = condition(depth - 1);
            String right = condition(depth - 1);
            return switch (random.nextInt(7)) {
                case 0, 1 -> "(" + left + " AND " + right + ")";
                case 2 -> "(" + left + " OR " + right + ")";
                case 3 -> "NOT (" + left + ")";
                case 4 -> "(" + left + ") IS NOT TRUE";
                case 5 -> "(" + left + ") IS FALSE";
                default -> "CASE WHEN " + left + " THEN " + right + " ELSE flag END";
            };
        }
        return switch (random.nextInt(27)) {
            case 25 -> "huge " + comparison() + " " + pick(List.of("price * price", "0", "1.2345", "big", "huge / 3"));
            case 26 -> "price * price * tiny " + comparison() + " big";
            case 20, 21, 22 -> moment() + " " + comparison() + " " + moment();
            case 23 -> pick(List.of("FLOOR(dbl)", "CEIL(dbl)", "ABS(single)", "-dbl")) + " " + comparison() + " whole";
            case 24 ->
                pick(List.of("CAST(single AS INTEGER)", "FLOOR(price)", "CEIL(price)", "ABS(CAST(small AS BIGINT))"))
                        + " " + comparison() + " " + pick(EXACT);
            case 0 -> pick(EXACT) + " " + comparison() + " " + pick(EXACT);
            case 1 -> "price * tiny " + comparison() + " 12.34";
            case 2 -> "CAST(tiny AS INTEGER) + small " + comparison() + " " + (random.nextInt(200) - 100);
            case 3 -> "dbl " + comparison() + " " + pick(List.of("0e0", "-0.0e0", "0.1e0", "2.5e0", "1e308"));
            case 4 -> "single " + comparison() + " " + pick(List.of("0e0", "0.1e0", "3.25e0"));
            case 5 -> "dbl " + comparison() + " single";
            case 6 -> "born " + comparison() + " DATE '1970-01-01'";
            case 7 -> "seen " + comparison() + " TIMESTAMP '1970-01-01 00:00:00'";
            case 8 -> "born " + comparison() + " seen";
            case 9 -> pick(FIXED) + " IS NULL";
            case 10 -> "whole IN (5, 0, -5, " + random.nextInt(100) + ")";
            case 11 -> "price BETWEEN 0 AND " + random.nextInt(100) + ".5";
            case 12 -> "COALESCE(small, whole, 3) " + comparison() + " 7";
            case 13 -> "whole IS DISTINCT FROM tiny";
            case 14 -> "tiny <> 0 AND whole / tiny " + comparison() + " 3";
            case 15 -> "MOD(small, 5) " + comparison() + " 2";
            case 16 -> "name " + comparison() + " 'ab'";
            case 17 -> "name LIKE '" + pick(List.of("a%", "%t%", "_", "%", "%ü%")) + "'";
            case 18 -> "name IN ('a', 'it''s', '東京', '" + random.nextInt(9) + "')";
            default -> "CHAR_LENGTH(UPPER(name)) " + comparison() + " tiny";
        };
    }

    /** A number that is computed of a date, a time or a timestamp. */
    private String part() {
        String time = pick(List.of("born", "seen", "FLOOR(seen TO DAY)", "born + INTERVAL '31' DAY"));
        return switch (random.nextInt(4)) {
            case 0 ->
                "EXTRACT(" + pick(List.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "EPOCH")) + " FROM "
                        + time + ")";
            case 1 ->
                "EXTRACT(" + pick(List.of("HOUR", "MINUTE", "SECOND")) + " FROM "
                        + pick(List.of("seen", "clock", "born")) + ")";
            case 2 ->
                "TIMESTAMPDIFF(" + pick(List.of("YEAR", "MONTH", "DAY", "HOUR", "SECOND"))
                        + ", seen, CAST(born AS TIMESTAMP(3)))";
            default -> "TIMESTAMPDIFF(" + pick(List.of("YEAR", "MONTH", "WEEK", "DAY")) + ", born, DATE '1969-12-31')";
        };
    }

    /** Something that is computed of dates, times and timestamps, to be compared with another. */
    private String moment() {
        return switch (random.nextInt(3)) {
            case 0 -> part();
            case 1 -> "EXTRACT(EPOCH FROM " + moved() + ")";
            default -> "EXTRACT(DAY FROM " + moved() + ")";
        };
    }

    private String moved() {
        String unit = pick(List.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY"));
        String clockUnit = pick(List.of("HOUR", "MINUTE", "SECOND"));
        return switch (random.nextInt(6)) {
            case 0 -> "FLOOR(born TO " + unit + ")";
            case 1 -> "FLOOR(seen TO " + pick(List.of(unit, clockUnit)) + ")";
            case 2 -> "TIMESTAMPADD(" + pick(List.of(unit, clockUnit)) + ", tiny, seen)";
            case 3 -> "born + INTERVAL '" + random.nextInt(40) + "' MONTH";
            case 4 -> "seen - INTERVAL '" + random.nextInt(40) + "' " + clockUnit;
            default -> "TIMESTAMPADD(MONTH, small, born)";
        };
    }

    private String aggregate(boolean grouped) {
        String filter = random.nextInt(4) == 0 ? " FILTER (WHERE " + condition(1) + ")" : "";
        String call = switch (random.nextInt(grouped || !doubles ? 9 : 12)) {
            case 0 -> "COUNT(*)";
            case 1 -> "COUNT(" + pick(FIXED) + ")";
            case 2 ->
                "SUM(" + pick(List.of("tiny", "small", "whole", "price", "big", "huge / 1000", "price * price * tiny"))
                        + ")";
            case 3 -> "MIN(" + pick(FIXED) + ")";
            case 4 -> "MAX(" + pick(FIXED) + ")";
            case 5 -> "SUM(price * (1 - tiny))";
            case 6 -> "AVG(" + pick(List.of("tiny", "price")) + ")";
            case 7 -> "SUM(CASE WHEN " + condition(1) + " THEN whole ELSE tiny END)";
            case 8 -> "COUNT(CASE WHEN " + condition(1) + " THEN 1 END)";
            case 9 -> "SUM(dbl)";
            case 10 -> "SUM(single * 2.5e0 + dbl / 3)";
            default -> "AVG(dbl - single)";
        };
        return call + filter;
    }

    private String where() {
        return random.nextInt(5) == 0 ? "" : " WHERE " + condition(2);
    }

    /** Aggregates without groups. */
    String aggregates() {
        return "SELECT "
                + IntStream.rangeClosed(1, 1 + random.nextInt(4))
                        .mapToObj(i -> aggregate(false) + " AS a" + i)
                        .collect(Collectors.joining(", "))
                + " FROM typed" + where();
    }

    /** Groups by keys of which there may be many. */
    String hashedGroups() {
        String keys = pick(List.of(
                "big",
                "seen",
                "price",
                "dbl",
                "single, flag",
                "born, seen, clock",
                "whole, big",
                "row_no",
                "MOD(row_no, 1000) * 1000000",
                "FLOOR(seen TO MONTH), small",
                "price * 2",
                "huge",
                "CASE WHEN price < 0 THEN 'low' WHEN price < 50 THEN 'some' ELSE 'much' END, big",
                texts ? "name, big" : "whole, seen"));
        return "SELECT " + keys.replace(" END, big", " END AS kind, big") + ", "
                + IntStream.rangeClosed(1, 1 + random.nextInt(3))
                        .mapToObj(i -> aggregate(true) + " AS a" + i)
                        .collect(Collectors.joining(", "))
                + " FROM typed" + where() + " GROUP BY " + keys;
    }

    /** Groups by few codes. */
    String groups() {
        String keys = pick(
                texts
                        ? List.of("flag", "tiny", "name", "flag, tiny", "name, flag", "UPPER(name)", "tiny > 0")
                        : List.of("flag", "tiny", "flag, tiny", "tiny > 0"));
        return "SELECT " + keys + ", "
                + IntStream.rangeClosed(1, 1 + random.nextInt(3))
                        .mapToObj(i -> aggregate(true) + " AS a" + i)
                        .collect(Collectors.joining(", "))
                + " FROM typed" + where() + " GROUP BY " + keys;
    }

    /** Rows that satisfy a condition. */
    String rows() {
        return "SELECT row_no, name, dbl, UPPER(name) AS u FROM typed WHERE " + condition(2);
    }

    /** The first rows by one key, or by several. */
    String first() {
        String key = pick(List.of(
                "flag",
                "small",
                "big",
                "dbl",
                "single",
                "price",
                "seen",
                "EXTRACT(MONTH FROM born)",
                "row_no",
                texts ? "name" : "clock",
                texts ? "UPPER(name)" : "born"));
        return "SELECT row_no, name, " + key + " AS k FROM typed" + where() + " ORDER BY " + key
                + pick(List.of("", " DESC", " DESC NULLS LAST", " NULLS FIRST", ", dbl DESC, row_no"))
                + pick(List.of(
                        " LIMIT 1", " LIMIT 7", " LIMIT 40", " LIMIT 300", " OFFSET 20 ROWS FETCH NEXT 5 ROWS ONLY"));
    }
}
