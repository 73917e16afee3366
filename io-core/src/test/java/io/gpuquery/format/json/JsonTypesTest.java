package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types of columns, and values in them. */
class JsonTypesTest {
    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null, null|VARCHAR",
                "true, false, null|BOOLEAN",
                "1, -2, null|BIGINT",
                "9223372036854775807, -9223372036854775808|BIGINT",
                "9223372036854775808, 1|DECIMAL(38, 0)",
                "99999999999999999999999999999999999999|DECIMAL(38, 0)",
                "999999999999999999999999999999999999999|VARCHAR",
                "1, 2.5|DOUBLE",
                "9223372036854775808, 2.5|DOUBLE",
                "1e3|DOUBLE",
                "-0.0|DOUBLE",
                "-0|DOUBLE",
                "NaN, Infinity, -Infinity|DOUBLE",
                "1e999|VARCHAR",
                "\"x\", \"\"|VARCHAR",
                "\"1\", \"2\"|VARCHAR",
                "\"true\"|VARCHAR",
                "\"0.5\", \"NaN\"|VARCHAR",
                "\"2024-02-29\", \"0001-01-01\"|DATE",
                "\"2024-02-30\"|VARCHAR",
                "\"12:30\", \"23:59:59.123456\"|TIME(6)",
                "\"2024-02-29T12:30:00\", \"2024-02-29\"|TIMESTAMP(3)",
                "\"2024-02-29 12:30:00.123456789\"|TIMESTAMP(9)",
                "\"2024-02-29T12:30:00Z\", \"2024-02-29T12:30:00+02:00\"|TIMESTAMP(3) WITH LOCAL TIME ZONE",
                "\"2024-02-29\", \"x\"|VARCHAR",
                "\"2024-02-29\", 20240229|VARCHAR",
                "1, \"1\"|VARCHAR",
                "1, true|VARCHAR",
                "true, \"true\"|VARCHAR",
                "1, [1]|VARCHAR",
                "{\"k\": 1}, null|VARCHAR",
            })
    void typesComeFromTheValues(String values, String type) {
        Read read = json.read("[{\"a\":" + values.replace(", ", "},{\"a\":") + "}]");
        assertThat(read.schema()).isEqualTo("a " + type);
        if (!values.contains("{")) {
            assertThat(json.read("[" + values + "]").schema()).isEqualTo("value " + type);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.25, 3|DECIMAL(18, 2)",
                "12345678901234567.25|DECIMAL(38, 2)",
                "1, 2|BIGINT",
                "1.5, 1e2|DOUBLE",
                "1.5, NaN|DOUBLE"
            })
    void fractionsAreDecimalsWhereThatIsAskedFor(String values, String type) {
        ReadOptions decimals = JsonFixture.options(List.of(), null, ErrorPolicy.FAIL, false, true, 0);
        assertThat(json.read("[" + values + "]", decimals).schema()).isEqualTo("value " + type);
    }

    @Test
    void integersAreExact() {
        assertThat(json.read("[9223372036854775807, -9223372036854775808, 0, -1]")
                        .column(0))
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, 0L, -1L);
        assertThat(json.read("[99999999999999999999999999999999999999, -18446744073709551616, 7]")
                        .column(0))
                .containsExactly(
                        new BigDecimal("99999999999999999999999999999999999999"),
                        new BigDecimal("-18446744073709551616"),
                        new BigDecimal(7));
    }

    @Test
    void doublesAreWhatJavaMakesOfTheirText() {
        String[] texts = {
            "0.1",
            "-0.0",
            "1e22",
            "1e23",
            "8.98846567431158e307",
            "1.7976931348623157E+308",
            "4.9e-324",
            "2e-324",
            "1e-999",
            "2.2250738585072011e-308",
            "9007199254740993",
            "0.30000000000000004",
            "123456789012345678901234567890.5",
            "1" + "0".repeat(300) + ".5",
            "0." + "0".repeat(300) + "12345678901234567890123456789"
        };
        Read read = json.read("[" + String.join(",", texts) + ",NaN,Infinity,-Infinity]");
        Object[] expected = Arrays.stream(texts).map(Double::parseDouble).toArray();
        assertThat(read.column(0))
                .startsWith(expected)
                .endsWith(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(1 / (double) read.column(0).get(1)).isNegative();
    }

    @Test
    void datesAndTimesAreValues() {
        Read read = json.read("{\"d\":\"1969-12-31\",\"t\":\"23:59:59.5\",\"s\":\"2024-02-29T12:30:00.000001\","
                + "\"z\":\"1969-12-31T23:59:59.999-01:00\"}");
        assertThat(read.rows())
                .containsExactly(List.of(
                        LocalDate.of(1969, 12, 31),
                        LocalTime.of(23, 59, 59, 500_000_000),
                        LocalDateTime.of(2024, 2, 29, 12, 30, 0, 1000),
                        Instant.parse("1970-01-01T00:59:59.999Z")));
    }

    @Test
    void mixedValuesAreTheirJsonTextAndATextIsItself() {
        assertThat(json.read("[1.50, \"x\", true, null, [ \"a\", {} ], \"1\", -0, 1E+2, NaN]")
                        .column(0))
                .containsExactly("1.50", "x", "true", null, "[\"a\",{}]", "1", "-0", "1E+2", "NaN");
    }

    @Test
    void escapesAreResolved() {
        assertThat(json.read("[\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00\", \"é😀\\u0000\"]")
                        .column(0))
                .containsExactly("é\"\\/\b\f\n\r\t😀", "é😀\0");
    }

    @Test
    void declaredTypesAlsoTakeTextsOfTheirValues() {
        Read read = json.read(
                "{\"i\":\"+07\",\"d\":\"1.5\",\"b\":\"T\",\"n\":12.5,\"u\":\"00112233-4455-6677-8899-AABBCCDDEEFF\","
                        + "\"x\":\"0aff\",\"r\":0.1,\"s\":\"2024-01-01T00:00\",\"o\":1}",
                JsonFixture.columns(
                        new ColumnDefinition("i", ColumnType.TINYINT, true),
                        new ColumnDefinition("d", ColumnType.DOUBLE, true),
                        new ColumnDefinition("b", ColumnType.BOOLEAN, true),
                        new ColumnDefinition("n", ColumnType.decimal(20, 3), true),
                        new ColumnDefinition("u", ColumnType.UUID, true),
                        new ColumnDefinition("x", ColumnType.VARBINARY, true),
                        new ColumnDefinition("r", ColumnType.REAL, true),
                        new ColumnDefinition("s", ColumnType.timestampLtz(6), true),
                        new ColumnDefinition("o", ColumnType.BOOLEAN, true)));
        assertThat(read.rows())
                .containsExactly(List.of(
                        7L,
                        1.5,
                        true,
                        new BigDecimal("12.500"),
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                        "0aff",
                        (double) 0.1f,
                        Instant.parse("2024-01-01T00:00:00Z"),
                        true));
    }
}
