package io.gpuquery.benchmarks;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of a result as text; a row's values are joined by {@code |}. */
record Answer(List<String> rows) {
    /** AVG of decimals has four more digits with us, and is a DOUBLE in DuckDB. */
    private static final double TOLERANCE = 1e-6;

    private static final String SEPARATOR = "|";

    Answer {
        rows = List.copyOf(rows);
    }

    /** Reads a result to its end. */
    static Answer of(ResultSet results) throws SQLException {
        int columnCount = results.getMetaData().getColumnCount();
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        while (results.next()) {
            row.setLength(0);
            for (int i = 1; i <= columnCount; i++) {
                row.append(i == 1 ? "" : SEPARATOR).append(results.getString(i));
            }
            rows.add(row.toString().replace('\n', ' '));
        }
        return new Answer(rows);
    }

    /** What differs, in words; null if nothing does. Order does not count: rows that are equal in it may come in any. */
    @Nullable
    String difference(Answer other) {
        if (rows.size() != other.rows.size()) {
            return rows.size() + " rows instead of " + other.rows.size();
        }
        List<String> mine = sorted();
        List<String> theirs = other.sorted();
        for (int i = 0; i < mine.size(); i++) {
            String[] left = mine.get(i).split("\\|", -1);
            String[] right = theirs.get(i).split("\\|", -1);
            boolean same = left.length == right.length;
            for (int column = 0; same && column < left.length; column++) {
                same = isSame(left[column], right[column]);
            }
            if (!same) {
                return "a row is " + mine.get(i) + " instead of " + theirs.get(i);
            }
        }
        return null;
    }

    private List<String> sorted() {
        return rows.stream().sorted(Comparator.comparing(Answer::key)).toList();
    }

    /** Numbers with few digits, so that rounding hardly moves a row. */
    private static String key(String row) {
        StringBuilder key = new StringBuilder();
        for (String value : row.split("\\|", -1)) {
            Double number = number(value);
            key.append(number == null ? value.strip() : String.format(Locale.ROOT, "%.3e", number))
                    .append(SEPARATOR);
        }
        return key.toString();
    }

    private static boolean isSame(String left, String right) {
        if (left.strip().equals(right.strip())) {
            return true;
        }
        Double a = number(left);
        Double b = number(right);
        return a != null && b != null && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    private static @Nullable Double number(String value) {
        if (value.isEmpty() || !(Character.isDigit(value.charAt(0)) || value.charAt(0) == '-')) {
            return null;
        }
        try {
            return new BigDecimal(value).doubleValue();
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
