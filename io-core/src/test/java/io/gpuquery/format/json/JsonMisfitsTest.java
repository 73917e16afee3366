package io.gpuquery.format.json;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that does not fit its column is said with its place, or left out and counted where that is asked for. */
class JsonMisfitsTest {
    /** Rows of which the first two and some further are looked at, and the 500th is not. */
    private static final ReadOptions FEW = JsonFixture.sampleRows(4, ErrorPolicy.FAIL);

    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private DataException failure(String text) {
        return failure(json.write(text), JsonFixture.NESTED_AS_TEXT);
    }

    private DataException failure(Path file, ReadOptions options) {
        return json.failure(file, options);
    }

    /** 1,000 lines; the 500th is the given one. */
    private Path late(String line, String... others) {
        String other = others.length == 0 ? "{\"a\":1,\"b\":\"x\"}\n" : others[0] + "\n";
        json.withLimits(JsonFixture.SMALL);
        return json.write(other.repeat(499) + line + "\n" + other.repeat(500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"1\"}|\"1\" is no BIGINT",
                "{\"a\":1.5}|1.5 is no BIGINT",
                "{\"a\":9223372036854775808}|9223372036854775808 is no BIGINT",
                "{\"a\":[1]}|An array is no BIGINT",
                "{\"a\":{}}|An object is no BIGINT",
                "{\"a\":true}|true is no BIGINT"
            })
    void aValueUnlikeTheSampleIsAnError(String line, String problem) {
        DataException failure = failure(late(line), FEW);
        assertThat(failure)
                .hasMessageStartingWith(problem)
                .hasMessageContaining("declare it (\"columns\")")
                .hasMessageContaining("\"sampleRows\": 0")
                .hasMessageContaining("read such fields as NULL (\"onError\": \"null\")");
        assertThat(failure.location().line()).isEqualTo(500);
        assertThat(failure.location().column()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true|1|1 is no BOOLEAN",
                "1.5|\"x\"|\"x\" is no DOUBLE",
                "1.5|1e999|1e999 is no DOUBLE",
                "12345678901234567890|1.5|1.5 is no DECIMAL(38, 0)",
                "\"2024-01-01\"|\"2024-13-01\"|\"2024-13-01\" is no DATE",
                "\"2024-01-01\"|20240101|20240101 is no DATE",
                "\"12:00:00\"|\"25:00\"|\"25:00\" is no TIME(3)",
                "\"2024-01-01T00:00Z\"|\"2024\"|\"2024\" is no TIMESTAMP(3) WITH LOCAL TIME ZONE"
            })
    void aValueUnlikeTheSampleIsAnErrorInEveryType(String usual, String value, String problem) {
        Path file = late("{\"a\":" + value + "}", "{\"a\":" + usual + "}");
        DataException failure = failure(file, FEW);
        assertThat(failure).hasMessageStartingWith(problem);
        assertThat(failure.location().line()).isEqualTo(500);
    }

    @Test
    void aValueUnlikeTheDeclaredTypeIsAnError() {
        ReadOptions declared = JsonFixture.columns(new ColumnDefinition("A", ColumnType.TINYINT, true));
        DataException failure = failure(json.write("{\"a\":1}\n{\"a\":128}"), declared);
        assertThat(failure)
                .hasMessageStartingWith("128 is no TINYINT")
                .hasMessageContaining("Declare another type for the column");
        assertThat(failure.location().line()).isEqualTo(2);
        assertThat(failure.location().column()).isEqualTo("A");
    }

    @Test
    void misfitsBecomeNullOrTheirRowsAreLeftOutWhereThatIsAskedFor() {
        Path file = late("{\"a\":\"x\",\"b\":\"kept\"}");
        Read nulled = json.read(file, JsonFixture.sampleRows(4, ErrorPolicy.NULL));
        assertThat(nulled.rows()).hasSize(1000).contains(asList(null, "kept"));
        assertThat(nulled.counters().fieldsNulled.sum()).isEqualTo(1);
        Read skipped = json.read(file, JsonFixture.sampleRows(4, ErrorPolicy.SKIP));
        assertThat(skipped.rows()).hasSize(999).containsOnly(List.of(1L, "x"));
        assertThat(skipped.counters().rowsSkipped.sum()).isEqualTo(1);
        assertThat(skipped.description().statistics().exact()).isFalse();
    }

    @Test
    void aMisfitThatALaterEqualKeyReplacesDoesNotCount() {
        Path file = late("{\"a\":\"x\",\"a\":2,\"b\":\"y\"}");
        assertThat(json.read(file, FEW).rows()).contains(List.of(2L, "y"));
    }

    @Test
    void aMisfitInAColumnThatNobodyReadsDoesNotCount() {
        Path file = late("{\"a\":\"x\",\"b\":\"y\"}");
        FileDescription description = json.describe(file, FEW);
        assertThat(json.scan(file, description, FEW, List.of(1), List.of(), 100).rows())
                .hasSize(1000)
                .contains(List.of("y"));
    }

    @Test
    void halfASurrogatePairIsAMisfit() {
        String text = "{\"a\":\"x\"}\n{\"a\":\"\\ud83d\\ude00\"}\n{\"a\":\"\\ud83dx\"}\n{\"a\":\"\\udc00\"}\n";
        DataException failure = failure(text);
        assertThat(failure)
                .hasMessageContaining("half of a surrogate pair")
                .hasMessageContaining("read such fields as NULL (\"onError\": \"null\")");
        assertThat(failure.location().line()).isEqualTo(3);
        assertThat(failure.location().column()).isEqualTo("a");
        Read nulled = json.read(text, JsonFixture.onError(ErrorPolicy.NULL));
        assertThat(nulled.column(0)).containsExactly("x", "😀", null, null);
        assertThat(nulled.counters().fieldsNulled.sum()).isEqualTo(2);
    }

    @Test
    void aNestedValueWhoseTextIsTooLongIsAMisfit() {
        json.withLimits(new JsonLimits(1 << 20, 0, 0, 0, 1 << 20, 7));
        String text = "{\"a\":[1, 2, 3]}\n{\"a\":[1,2,34],\"b\":5}\n";
        DataException failure = failure(text);
        assertThat(failure)
                .hasMessageContaining("The text of a nested value is longer than 7 characters")
                .hasMessageContaining("Leave the column out of the query");
        assertThat(failure.location().line()).isEqualTo(2);
        assertThat(failure.location().column()).isEqualTo("a");
        assertThat(json.read(text, JsonFixture.onError(ErrorPolicy.NULL)).rows())
                .containsExactly(asList("[1,2,3]", null), asList(null, 5L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5|5 is no object",
                "\"x\"|\"x\" is no object",
                "[1,2]|An array is no object",
                "true|true is no object"
            })
    void aRecordThatIsNoObjectAmongObjectsIsAnError(String record, String problem) {
        String text = "{\"a\":1}\n" + record + "\n{\"a\":3}\n";
        DataException failure = failure(text);
        assertThat(failure).hasMessageStartingWith(problem).hasMessageContaining("Correct the record");
        assertThat(failure.location().line()).isEqualTo(2);
        Read nulled = json.read(text, JsonFixture.onError(ErrorPolicy.NULL));
        assertThat(nulled.column(0)).containsExactly(1L, null, 3L);
        assertThat(nulled.counters().fieldsNulled.sum()).isEqualTo(1);
        Read skipped = json.read(text, JsonFixture.onError(ErrorPolicy.SKIP));
        assertThat(skipped.column(0)).containsExactly(1L, 3L);
        assertThat(skipped.counters().rowsSkipped.sum()).isEqualTo(1);
    }

    @Test
    void keysThatTheSampleDidNotHaveAreCountedAndErrorsIfStrict() {
        Path file = late("{\"a\":2,\"new\":[{\"x\":1}],\"b\":\"y\"}");
        Read read = json.read(file, FEW);
        assertThat(read.schema()).isEqualTo("a BIGINT, b VARCHAR");
        assertThat(read.rows()).contains(List.of(2L, "y"));
        assertThat(read.counters().fieldsIgnored.sum()).isEqualTo(1);

        ReadOptions strict = JsonFixture.options(List.of(), null, ErrorPolicy.FAIL, true, false, 4);
        DataException failure = failure(file, strict);
        assertThat(failure)
                .hasMessageContaining("The key \"new\" is no column")
                .hasMessageContaining("\"sampleRows\": 0");
        assertThat(failure.location().line()).isEqualTo(500);
        Read skipped = json.read(file, JsonFixture.options(List.of(), null, ErrorPolicy.SKIP, true, false, 4));
        assertThat(skipped.rows()).hasSize(999);
        assertThat(skipped.counters().rowsSkipped.sum()).isEqualTo(1);
    }

    @Test
    void equalKeysAreAnErrorIfStrict() {
        Path file = json.write("{\"a\":1}\n{\"a\":1,\"a\":2}");
        DataException failure = failure(file, JsonFixture.options(List.of(), null, ErrorPolicy.FAIL, true, false, 0));
        assertThat(failure)
                .hasMessageContaining("The key \"a\" is twice in one object")
                .hasMessageContaining("strict");
        assertThat(failure.location().line()).isEqualTo(2);
        Read nulled = json.read(file, JsonFixture.options(List.of(), null, ErrorPolicy.NULL, true, false, 0));
        assertThat(nulled.column(0)).containsExactly(1L, 2L);
        assertThat(nulled.counters().fieldsIgnored.sum()).isEqualTo(1);
    }

    @Test
    void longTextsAreShortenedInMessages() {
        Path file = late("{\"a\":\"" + "😀".repeat(100) + "\"}");
        assertThat(failure(file, FEW).problem())
                .hasSizeLessThan(100)
                .contains("😀…")
                .doesNotContain("?");
    }
}
