package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is no JSON is said with its place, or left out and counted where that is asked for. */
class JsonErrorsTest {
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
        return failure(json.write(text), ReadOptions.DEFAULT);
    }

    private DataException failure(Path file, ReadOptions options) {
        return json.failure(file, options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t\r\n", "[]", " [ ] ", "/* nothing */"})
    void aFileWithoutRecordsIsNoTable(String text) {
        assertThat(failure(text))
                .hasMessageContaining("The file holds no records")
                .hasMessageContaining("name its columns with the option \"columns\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[{},{}]", "{}\nnull\n"})
    void objectsWithoutKeysAreNoTable(String text) {
        assertThat(failure(text)).hasMessageContaining("The file holds no object with a key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1}|1|Unexpected character (''' (code 39)): was expecting double-quote to start field name",
                "{\"a\":1}_{\"a\" 2}|2|was expecting a colon to separate field name and value",
                "{\"a\":1}_{\"a\":1,}|2|Unexpected character ('}' (code 125))",
                "{\"a\":1}_oops_{\"a\":2}|2|Unrecognized token 'oops'",
                "{\"a\":1}}|1|Unexpected close marker '}'",
                "{\"a\":_ 007}|2|Leading zeroes not allowed",
                "{\"a\":1}_{\"a\":+1}|2|does not allow numbers to have plus signs (",
                "{\"a\":\"\\x\"}|1|Unrecognized character escape 'x'",
                "{\"a\":\"1_2\"}|1|Illegal unquoted character ((CTRL-CHAR, code 10))",
                "[{\"a\":1}_,oops]|2|Unrecognized token 'oops'",
                "{\"a\":1},_{\"a\":2}|1|Unexpected character (',' (code 44))",
                "{\"a\":tru}|1|Unrecognized token 'tru'",
                "{\"a\\ud800\":1}|1|Broken surrogate pair in field name",
                "{\"a\\udc00\":1}|1|Unexpected low surrogate in field name"
            })
    void malformedTextIsAnErrorWithItsLine(String text, long line, String problem) {
        DataException failure = failure(text.replace('_', '\n'));
        assertThat(failure).hasMessageStartingWith("The text is no JSON: ").hasMessageContaining(problem);
        assertThat(failure.location().line()).isEqualTo(line);
        assertThat(failure.problem()).doesNotContain("Feature").doesNotContain("Source");
        assertThat(failure.hint()).startsWith("Correct the text");
        assertThat(failure.hint().contains("\"onError\" to \"skip\"")).isNotEqualTo(text.startsWith("["));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1}\n{\"a\":2", "{\"a\":1}\n{\"a\":\"tex", "{\"a\":1}\n{\"a\":[1,", "{\"a\":1}\n{\n\n\"b"
            })
    void aRecordThatIsCutIsAnErrorWithTheLineWhereItBegins(String text) {
        DataException failure = failure(text);
        assertThat(failure)
                .hasMessageContaining("The file ends in the middle of a record")
                .hasMessageContaining("set \"onError\" to \"skip\" to leave this one out");
        assertThat(failure.location().line()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"a\":1},\n{\"a\":2}", "[{\"a\":1},\n{\"a\":", "["})
    void anArrayThatIsCutIsAnError(String text) {
        assertThat(failure(text))
                .hasMessageContaining("The file ends inside its top-level array")
                .hasMessageContaining("write it again in full");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[{\"a\":1}]_ x|2", "[{\"a\":1}]]|1", "[{\"a\":1}]__[{\"a\":2}]|3", "[[1],[2]]_[3]|2"})
    void textAfterTheTopLevelArrayIsAnError(String text, long line) {
        Path file = json.write(text.replace('_', '\n'));
        DataException failure = catchThrowableOfType(DataException.class, () -> json.read(file, ReadOptions.DEFAULT));
        assertThat(failure.problem())
                .containsAnyOf("More text follows the end of the top-level array", "The text is no JSON");
        assertThat(failure.location().line()).isEqualTo(line);
    }

    @Test
    void aSecondArrayIsSaidToBeOne() {
        assertThat(failure("[{\"a\":1}]\n[{\"a\":2}]"))
                .hasMessageContaining("More text follows the end of the top-level array")
                .hasMessageContaining("Put all records into one array");
    }

    @Test
    void bytesThatAreNoUtf8AreAnErrorAlsoWhereNobodyReadsThem() {
        byte[] bytes = "{\"a\":1}\n{\"a\":2,\"b\":\"x_y\"}\n{\"a\":3}".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '_' ? (byte) 0xe9 : bytes[i];
        }
        DataException failure = failure(json.write(bytes), ReadOptions.DEFAULT);
        assertThat(failure)
                .hasMessageContaining("The text is not valid UTF-8: a character is cut off before 0x79")
                .hasMessageContaining("name it with the option \"charset\"");
        assertThat(failure.location().line()).isEqualTo(2);
        assertThat(failure.location().byteOffset()).isEqualTo(22);
        ReadOptions declared = JsonFixture.columns(new ColumnDefinition("a", ColumnType.BIGINT, true));
        assertThat(failure(json.write(bytes), declared)).hasMessageContaining("not valid UTF-8");
    }

    @Test
    void bytesThatBeginNoCharacterAreAnError() {
        assertThat(failure(json.write(new byte[] {'"', (byte) 0xff, '"'}), ReadOptions.DEFAULT))
                .hasMessageContaining("The text is not valid UTF-8: no character begins with 0xFF");
    }

    @Test
    void textThatEndsInsideACharacterIsAnError() {
        byte[] bytes = "\"aé".getBytes(StandardCharsets.UTF_8);
        assertThat(failure(json.write(java.util.Arrays.copyOf(bytes, 3)), ReadOptions.DEFAULT))
                .hasMessageContaining("The text ends inside a character of UTF-8");
    }

    @Test
    void zeroBytesAreAnError() {
        DataException failure = failure("{\"a\":1}\n\0\0\0\0\0\0\0\0\0\0");
        assertThat(failure)
                .hasMessageContaining("The text holds a zero byte")
                .hasMessageContaining("The file may be damaged");
        assertThat(failure.location().line()).isEqualTo(2);
    }

    @Test
    void bytesThatAreNotOfTheirCharsetAreAnError() {
        byte[] bytes = "{\"a\":1}\n{\"a\":\"\ud800x\"}".getBytes(StandardCharsets.UTF_16LE);
        int at = bytes.length - 7;
        bytes[at] = (byte) 0xd8;
        DataException failure = failure(json.write(bytes), ReadOptions.DEFAULT);
        assertThat(failure)
                .hasMessageContaining("The text is not valid UTF-16LE")
                .hasMessageContaining("option \"charset\"");
        assertThat(failure.location().line()).isEqualTo(2);
        assertThat(failure.location().byteOffset()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatIsTooLongOrTooDeepIsAnError(int kind) {
        String value = List.of(
                        "1".repeat(1001),
                        "0." + "1".repeat(1001),
                        "[".repeat(1001),
                        "{\"" + "k".repeat(50_001) + "\":1}")
                .get(kind);
        DataException failure = failure("{\"a\":1}\n{\"a\":" + value + "}");
        assertThat(failure)
                .hasMessageContaining("A value is too long or too deep")
                .hasMessageContaining("Write such a value in a file of its own");
        assertThat(failure.location().line()).isEqualTo(2);
    }

    @Test
    void moreKeysThanATableCanHaveAreAnError() {
        StringBuilder text = new StringBuilder("[{}");
        for (int i = 0; i <= JsonLimits.MAX_KEYS; i++) {
            text.append(",\n{\"k").append(i).append("\":1}");
        }
        DataException failure = failure(text + "]");
        assertThat(failure)
                .hasMessageContaining("The objects have more keys than the 10000 columns that a table can have")
                .hasMessageContaining("name the keys that matter with the option \"columns\"");
        assertThat(failure.location().line()).isEqualTo(10_002);
        String oneObject = text.toString().replace("{}", "{\"k\":1}").replace("},\n{", ",");
        assertThat(failure(oneObject + "]")).hasMessageContaining("more keys than");
        String equalKeys = "{" + "\"a\":1,".repeat(3 * JsonLimits.MAX_KEYS) + "\"a\":2}";
        assertThat(failure(equalKeys)).hasMessageContaining("more keys than");
        ReadOptions declared = JsonFixture.columns(new ColumnDefinition("k10000", ColumnType.BIGINT, true));
        assertThat(json.read(text + "]", declared).rows()).hasSize(10_002).endsWith(List.of(1L));
        assertThat(json.read(oneObject + "]", declared).rows()).containsExactly(List.of(1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"oops", "{\"a\":", "}", "{\"a\":\"x}", "{\"a\":1]", "{\"a\" 1}", "\"", "{\"a\":1} x", "\0\0\0"})
    void linesThatAreNoJsonAreLeftOutWhereThatIsAskedFor(String line) {
        String text = "{\"a\":1}\n" + line + "\n{\"a\":3}\n\n" + line + "\n" + line + "\n{\"a\":4}\n" + line;
        Read read = json.read(text, JsonFixture.onError(ErrorPolicy.SKIP));
        Read wide = json.read(
                json.write(text.getBytes(StandardCharsets.UTF_16BE)),
                JsonFixture.options(List.of(), StandardCharsets.UTF_16BE, ErrorPolicy.SKIP, false, false, 20_000));
        assertThat(wide.rows()).isEqualTo(read.rows());
        assertThat(wide.counters().rowsSkipped.sum()).isEqualTo(4);
        // What stands before the mistake on its line is a record.
        assertThat(read.column(0))
                .filteredOn(value -> !line.endsWith(" x") || !Long.valueOf(1).equals(value))
                .containsExactlyElementsOf(line.endsWith(" x") ? List.of(3L, 4L) : List.of(1L, 3L, 4L));
        assertThat(read.counters().rowsSkipped.sum()).isEqualTo(4);
    }

    @Test
    void linesOfAnotherCharsetAreLeftOutWhereThatIsAskedFor() {
        byte[] bytes = ("{\"a\":1}\n{\"a\":\"" + (char) 0xe9 + "\"}\n{\"a\":3}").getBytes(StandardCharsets.ISO_8859_1);
        Read read = json.read(json.write(bytes), JsonFixture.onError(ErrorPolicy.SKIP));
        assertThat(read.column(0)).containsExactly(1L, 3L);
        assertThat(read.counters().rowsSkipped.sum()).isEqualTo(1);
    }

    @Test
    void nothingIsLeftOutWhereLinesAreNoRecords() {
        Path file = json.write("{\n\"a\":1\n}\n{\n\"a\" 2,\n\"b\":\n{\"a\":5}\n}\n{\n\"a\":3\n}\n");
        DataException failure = failure(file, JsonFixture.onError(ErrorPolicy.SKIP));
        assertThat(failure).hasMessageStartingWith("The text is no JSON");
        assertThat(failure.location().line()).isEqualTo(5);
    }

    @Test
    void anIncompleteRecordOfAFileThatGrewIsNotThereYet() throws Exception {
        for (String added :
                List.of("{\"a\":3}\n{\"a\":", "{\"a\":3}\n{\"a\":\"é".substring(0, 15), "{\"a\":3}\n{\"a\":tru")) {
            Path file = json.write("{\"a\":1}\n{\"a\":2}\n");
            FileDescription description = json.describe(file, ReadOptions.DEFAULT);
            Files.writeString(file, added, StandardOpenOption.APPEND);
            assertThat(json.scan(file, description, ReadOptions.DEFAULT).column(0))
                    .containsExactly(1L, 2L, 3L);
            Files.writeString(file, "4}\n", StandardOpenOption.APPEND);
        }
        Path numbers = json.write("1\n2\n");
        FileDescription description = json.describe(numbers, ReadOptions.DEFAULT);
        Files.writeString(numbers, "3\n45", StandardOpenOption.APPEND);
        assertThat(json.scan(numbers, description, ReadOptions.DEFAULT).column(0))
                .containsExactly(1L, 2L, 3L);
        Files.writeString(numbers, "6\n", StandardOpenOption.APPEND);
        assertThat(json.scan(numbers, description, ReadOptions.DEFAULT).column(0))
                .containsExactly(1L, 2L, 3L, 456L);
    }

    @Test
    void aMistakeInTheMiddleOfAFileThatGrewIsAnError() throws Exception {
        Path file = json.write("{\"a\":1}\n");
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        Files.writeString(file, "{\"a\" 2}\n{\"a\":3}\n", StandardOpenOption.APPEND);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> json.scan(file, description, ReadOptions.DEFAULT))
                .withMessageStartingWith("The text is no JSON");
    }

    @Test
    void aCommentThatLooksLikeTheEndOfARecordIsAnErrorWhereItWouldSplitOne() {
        String record = "{\"a\": /* {}\n{} */ 1}\n";
        assertThat(json.read(record.repeat(3)).rows()).hasSize(3);
        json.withLimits(new JsonLimits(1 << 20, 0, 0, 0, 1, 1 << 20));
        DataException failure = failure(record.repeat(3));
        assertThat(failure)
                .hasMessageContaining("A comment in this record looks like the end of the record")
                .hasMessageContaining("Remove the comments");
        assertThat(failure.location().line()).isEqualTo(1);
    }

    @Test
    void aMistakeThatSplitsARecordIsToldAsWhatItIs() {
        json.withLimits(new JsonLimits(1 << 20, 0, 0, 0, 1, 1 << 20));
        Path file = json.write("{\"a\":1}\n{\"a\":2}\n");
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        Path other = json.write("{\"a\":1}\n{\"a\":{}\n{\"a\":2}\n");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> json.scan(other, description, ReadOptions.DEFAULT))
                .withMessageStartingWith("The text is no JSON")
                .satisfies(failure -> assertThat(failure.location().line()).isEqualTo(3));
    }

    @Test
    void linesAreCountedInEveryMorsel() {
        json.withLimits(JsonFixture.SMALL);
        String text = "{\"a\":1}\n\n".repeat(500) + "{\"a\":oops}\n" + "{\"a\":1}\n".repeat(10);
        DataException failure = failure(json.write(text), JsonFixture.sampleRows(4, ErrorPolicy.FAIL));
        assertThat(failure.location().line()).isEqualTo(1001);
        assertThat(failure.location().byteOffset()).isEqualTo(500 * 9 + 5);
    }
}
