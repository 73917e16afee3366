package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.testing.TypedTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushedPredicatesTest {
    private static final int ROWS = 300;

    private Connection connection;

    @BeforeAll
    void connect(@TempDir Path directory) throws Exception {
        Path model = TypedTable.random(ROWS, 1).write(directory);
        connection = DriverManager.getConnection("jdbc:gpuquery:model=" + model);
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/pushed-predicates.csv", delimiter = '|', quoteCharacter = '`')
    void tellsTheScanWhatNeedNotBeRead(String condition, String predicates) throws SQLException {
        String plan = Rows.plan(connection, "SELECT row_no FROM typed WHERE " + condition);
        assertThat(plan).contains("predicates=[[" + predicates + "]]").contains("DeviceFilter");
        assertSameAsUnpushed(condition);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CAST(whole AS BIGINT) + 1 = 6",
                "UPPER(name) = 'A'",
                "name LIKE '%a'",
                "name LIKE '_a%'",
                "name NOT LIKE 'a%b'",
                "name < '\uD83D\uDE00'",
                "whole = tiny",
                "CAST(whole AS VARCHAR) = '5'",
                "raw < X'01'",
                "price = 12.345 OR CAST(whole AS BIGINT) + 1 = 6",
                "CAST(seen AS DATE) = DATE '1970-01-01'",
                "RAND() < 2"
            })
    void staysAFilterWhereTheScanCannotSayIt(String condition) throws SQLException {
        String plan = Rows.plan(connection, "SELECT row_no FROM typed WHERE " + condition);
        assertThat(plan)
                .contains(condition.startsWith("RAND") ? "$condition" : "DeviceFilter")
                .doesNotContain("predicates");
        assertSameAsUnpushed(condition);
    }

    /** More rows than those that satisfy the condition are no harm: the filter is there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name LIKE 'a%b' | name >= 'a', name < 'b'",
                "name LIKE 'a_' | name >= 'a', name < 'b'",
                "(whole = 5 AND CAST(whole AS BIGINT) + 1 = 6) OR whole = 7 | whole IN (5, 7)",
                "NOT (whole <> 5 OR CAST(whole AS BIGINT) + 1 = 6) | whole = 5",
            })
    void tellsTheScanWhatFollowsFromACondition(String condition, String predicates) throws SQLException {
        String plan = Rows.plan(connection, "SELECT row_no FROM typed WHERE " + condition);
        assertThat(plan).contains("predicates=[[" + predicates + "]]").contains("DeviceFilter");
        assertSameAsUnpushed(condition);
    }

    @Test
    void conjunctsArePushedOneByOne() throws SQLException {
        String plan = Rows.plan(connection, "SELECT row_no FROM typed WHERE whole > 0 AND UPPER(name) = 'A' AND flag");
        assertThat(plan).contains("DeviceFilter").contains("predicates=[[whole > 0, flag = TRUE]]");
        assertSameAsUnpushed("whole > 0 AND UPPER(name) = 'A' AND flag");
    }

    @Test
    void onlyTheColumnsOfResultsAndConditionsAreRead() throws SQLException {
        String plan = Rows.plan(connection, "SELECT price FROM typed WHERE whole > 0 AND UPPER(name) = 'A'");
        assertThat(plan).contains("columns=[[whole, price, name]], predicates=[[whole > 0]]");
    }

    @Test
    void aCountReadsNoColumn() throws SQLException {
        assertThat(Rows.plan(connection, "SELECT COUNT(*) FROM typed")).contains("columns=[[]]");
        assertThat(Rows.of(connection, "SELECT COUNT(*) FROM typed")).containsExactly(String.valueOf(ROWS));
        assertThat(Rows.plan(connection, "SELECT COUNT(*) FROM typed WHERE flag"))
                .contains("columns=[[flag]], predicates=[[flag = TRUE]]");
    }

    @Test
    void randomPredicatesHoldForTheSameRowsWhetherPushedOrNot() throws SQLException {
        Random random = new Random(42);
        int pushed = 0;
        for (int i = 0; i < 60; i++) {
            String condition = condition(random, 2);
            assertSameAsUnpushed(condition);
            String plan = Rows.plan(connection, "SELECT row_no FROM typed WHERE " + condition);
            pushed += plan.contains("predicates") ? 1 : 0;
        }
        assertThat(pushed).isGreaterThan(30);
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) != 0) {
            String left = condition(random, depth - 1);
            String right = condition(random, depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> "(" + left + " AND " + right + ")";
                case 1 -> "(" + left + " OR " + right + ")";
                case 2 -> "NOT (" + left + ")";
                default -> "(" + left + ") IS NOT TRUE";
            };
        }
        TypedTable.Column column = TypedTable.COLUMNS.get(random.nextInt(TypedTable.COLUMNS.size()));
        List<String> values =
                column.values().stream().filter(value -> !value.equals("NaN")).toList();
        String name = column.name();
        String value = column.sql(values.get(random.nextInt(values.size())));
        String other = column.sql(values.get(random.nextInt(values.size())));
        if (name.equals("name") && random.nextBoolean()) {
            String text = values.get(random.nextInt(values.size()));
            String prefix = text.substring(
                    0, text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1)));
            String rest = List.of("%", "", "%%", "_%").get(random.nextInt(4));
            return "name " + (random.nextBoolean() ? "" : "NOT ") + "LIKE '" + prefix.replace("'", "''") + rest + "'";
        }
        boolean ordered = !List.of("flag", "id", "raw").contains(name);
        return switch (random.nextInt(ordered ? 9 : 5)) {
            case 0 -> name + " = " + value;
            case 1 -> name + " <> " + value;
            case 2 -> name + " IN (" + value + ", " + other + ")";
            case 3 -> name + " IS NULL";
            case 4 -> name + " NOT IN (" + value + ", " + other + ")";
            case 5 -> name + " < " + value;
            case 6 -> name + " >= " + value;
            case 7 -> value + " < " + name;
            default -> name + " BETWEEN " + value + " AND " + other;
        };
    }

    /** Compares with the same condition as an expression of each row, which no rule pushes. */
    private void assertSameAsUnpushed(String condition) throws SQLException {
        List<String> expected = new ArrayList<>();
        for (String row :
                Rows.of(connection, "SELECT CASE WHEN " + condition + " THEN 1 ELSE 0 END, row_no FROM typed")) {
            if (row.startsWith("1,")) {
                expected.add(row.substring(2));
            }
        }
        assertThat(Rows.of(connection, "SELECT row_no FROM typed WHERE " + condition))
                .as(condition)
                .isEqualTo(expected);
    }
}
