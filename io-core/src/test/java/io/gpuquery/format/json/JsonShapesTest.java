package io.gpuquery.format.json;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.format.json.JsonShape.Layout;
import io.gpuquery.format.json.JsonShape.Sample;
import io.gpuquery.scan.ReadOptions;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a record, and what its columns are called. */
class JsonShapesTest {
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
    @ValueSource(
            strings = {
                "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n",
                "{\"a\":1,\"b\":\"x\"}\r\n{\"a\":2,\"b\":\"y\"}",
                "\n\n  {\"a\":1,\"b\":\"x\"}\n \t\n{\"a\":2,\"b\":\"y\"}\n\n",
                "{\"a\":1,\"b\":\"x\"}{\"a\":2,\"b\":\"y\"}",
                "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n{\n  \"a\": 2,\n  \"b\": \"y\"\n}\n",
                "// first\n{\"a\":1, /* here */ \"b\":\"x\"}\n/* second */{\"a\":2,\"b\":\"y\"}",
                "\ufeff{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}"
            })
    void objectsInSequenceAreRows(String text) {
        Read read = json.read(text);
        assertThat(read.schema()).isEqualTo("a BIGINT, b VARCHAR");
        assertThat(read.rows()).containsExactly(asList(1L, "x"), asList(2L, "y"));
        assertThat(read.shape().layout()).isEqualTo(Layout.NDJSON);
        assertThat(read.description().statistics().rowCount()).isEqualTo(2);
        assertThat(read.description().statistics().exact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":1},{\"a\":2}]",
                " \n[\n  {\"a\": 1},\n  {\"a\": 2}\n]\n\n",
                "\ufeff[{\"a\":1}\n,{\"a\":2}]",
                "/* a comment */[{\"a\":1},{\"a\":2}] // the end"
            })
    void elementsOfATopLevelArrayAreRows(String text) {
        Read read = json.read(text);
        assertThat(read.rows()).containsExactly(List.of(1L), List.of(2L));
        assertThat(read.shape().layout()).isEqualTo(Layout.ARRAY);
    }

    @Test
    void oneObjectIsATableOfOneRow() {
        Read read = json.read("{\n  \"name\": \"x\",\n  \"size\": 3\n}\n");
        assertThat(read.rows()).containsExactly(List.of("x", 3L));
        assertThat(read.shape().layout()).isEqualTo(Layout.OBJECT);
    }

    @Test
    void elementsThatAreNoObjectsAreAColumnNamedValue() {
        Read read = json.read("[1, 2.5, null, 3]");
        assertThat(read.schema()).isEqualTo("value DOUBLE");
        assertThat(read.column(0)).containsExactly(1.0, 2.5, null, 3.0);
        assertThat(read.shape().ofObjects()).isFalse();
    }

    @Test
    void valuesOnLinesAreAColumnNamedValue() {
        assertThat(json.read("\"a\"\n\"b\"\n").column(0)).containsExactly("a", "b");
        assertThat(json.read("1 2\n3").column(0)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void arraysInAnArrayAreTheirText() {
        Read read = json.read("[[1, 2], [\"x\", {\"y\": null}], []]");
        assertThat(read.schema()).isEqualTo("value VARCHAR");
        assertThat(read.column(0)).containsExactly("[1,2]", "[\"x\",{\"y\":null}]", "[]");
    }

    @Test
    void aMissingKeyAndAnExplicitNullAreNull() {
        Read read = json.read("{\"a\":1}\n{\"b\":2}\n{\"a\":null,\"b\":null}\n{}\nnull\n");
        assertThat(read.schema()).isEqualTo("a BIGINT, b BIGINT");
        assertThat(read.rows())
                .containsExactly(
                        asList(1L, null), asList(null, 2L), asList(null, null), asList(null, null), asList(null, null));
    }

    @Test
    void columnsStandInOrderOfFirstAppearance() {
        assertThat(json.read("{\"z\":1,\"a\":1}\n{\"a\":1,\"m\":1,\"z\":1}").schema())
                .isEqualTo("z BIGINT, a BIGINT, m BIGINT");
    }

    @Test
    void keysThatDifferInCaseAreDifferentColumns() {
        Read read = json.read("{\"a\":1,\"A\":2,\"a_2\":3,\"\":4,\" b \":5}\n{\"A\":6}");
        assertThat(read.schema()).isEqualTo("a BIGINT, A_3 BIGINT, a_2 BIGINT, column4 BIGINT, b BIGINT");
        assertThat(read.rows()).containsExactly(asList(1L, 2L, 3L, 4L, 5L), asList(null, 6L, null, null, null));
        assertThat(read.shape().keys()).containsExactly("a", "A", "a_2", "", " b ");
    }

    @Test
    void ofEqualKeysTheLastCountsAndTheOthersAreCounted() {
        Read read = json.read("{\"a\":1,\"a\":2}\n{\"a\":3,\"a\":null}\n");
        assertThat(read.column(0)).containsExactly(2L, null);
        assertThat(read.counters().fieldsIgnored.sum()).isEqualTo(2);
        assertThat(read.description().statistics().column(0).nullCount()).isEqualTo(1);
    }

    @Test
    void nestedValuesAreCompactJsonText() {
        Read read = json.read(
                "{\"o\": {\"k\" : [ 1.50, -0, 1E5, true, null, \"\\u00e9\\u0001\\\"\\\\\\n😀\\ud800\" ] , \"k\": { } }}");
        assertThat(read.column(0))
                .containsExactly("{\"k\":[1.50,-0,1E5,true,null,\"é\\u0001\\\"\\\\\\n😀\\ud800\"],\"k\":{}}");
    }

    @Test
    void nullCountsAreKnownWhereAllWasLookedAt() {
        Read read = json.read("{\"a\":1,\"b\":2}\n{\"a\":null}\n{\"b\":null}");
        assertThat(read.description().statistics().column(0).nullCount()).isEqualTo(2);
        assertThat(read.description().statistics().column(1).nullCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-16LE",
                "UTF-16BE",
                "UTF-32LE",
                "UTF-32BE",
                "x-UTF-16LE-BOM",
                "UTF-16",
                "X-UTF-32LE-BOM",
                "X-UTF-32BE-BOM"
            })
    void unicodeEncodingsAreRecognised(String charset) {
        byte[] bytes = "{\"a\":\"é😀\"}\n{\"a\":\"x\"}\n".repeat(3000).getBytes(Charset.forName(charset));
        Read read = json.read(json.write(bytes), JsonFixture.NESTED_AS_TEXT);
        assertThat(read.rows()).hasSize(6000).startsWith(List.of("é😀"), List.of("x"));
        assertThat(read.description().details().facts().get("charset"))
                .isEqualTo(charset.replace("x-", "")
                        .replace("X-", "")
                        .replace("-BOM", "")
                        .replaceAll("16$", "16BE"));
    }

    @Test
    void otherEncodingsAreNamedByTheOption() {
        byte[] bytes = "[{\"ä\":\"ö\"}]".getBytes(StandardCharsets.ISO_8859_1);
        Read read = json.read(json.write(bytes), JsonFixture.charset(StandardCharsets.ISO_8859_1));
        assertThat(read.schema()).isEqualTo("ä VARCHAR");
        assertThat(read.rows()).containsExactly(List.of("ö"));
        byte[] japanese = "{\"値\":\"表\"}".getBytes(Charset.forName("Shift_JIS"));
        assertThat(json.read(json.write(japanese), JsonFixture.charset(Charset.forName("Shift_JIS")))
                        .rows())
                .containsExactly(List.of("表"));
    }

    @Test
    void aByteOrderMarkOverrulesTheOption() {
        Read read = json.read("\ufeff{\"a\":\"é\"}", JsonFixture.charset(StandardCharsets.ISO_8859_1));
        assertThat(read.rows()).containsExactly(List.of("é"));
    }

    @Test
    void declaredColumnsAreFoundByKey() {
        Read read = json.read(
                "{\"id\":1,\"name\":\"x\",\"more\":[1]}\n{\"id\":\"2\"}",
                JsonFixture.columns(
                        new ColumnDefinition("Name", ColumnType.VARCHAR, true),
                        new ColumnDefinition("ID", ColumnType.SMALLINT, false),
                        new ColumnDefinition("other", ColumnType.DATE, true)));
        assertThat(read.schema()).isEqualTo("Name VARCHAR, ID SMALLINT, other DATE");
        assertThat(read.rows()).containsExactly(asList("x", 1L, null), asList(null, 2L, null));
        assertThat(read.counters().fieldsIgnored.sum()).isZero();
    }

    @Test
    void aDeclaredColumnPrefersTheExactKey() {
        Read read =
                json.read("{\"A\":1,\"a\":2}", JsonFixture.columns(new ColumnDefinition("a", ColumnType.BIGINT, true)));
        assertThat(read.rows()).containsExactly(List.of(2L));
    }

    @Test
    void oneDeclaredColumnNamesValuesThatAreNoObjects() {
        Read read = json.read("[\"1\",2]", JsonFixture.columns(new ColumnDefinition("n", ColumnType.INTEGER, true)));
        assertThat(read.schema()).isEqualTo("n INTEGER");
        assertThat(read.column(0)).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "[]", "{}"})
    void declaredColumnsMakeATableOfAFileWithoutKeys(String text) {
        Read read = json.read(text, JsonFixture.columns(new ColumnDefinition("a", ColumnType.INTEGER, true)));
        assertThat(read.schema()).isEqualTo("a INTEGER");
        assertThat(read.rows()).hasSize(text.equals("{}") ? 1 : 0);
    }

    @Test
    void largerFilesAreSampledAllOver() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("{\"id\":").append(i).append(i > 900 ? ",\"late\":0.5}\n" : "}\n");
        }
        json.withLimits(JsonFixture.SMALL);
        Read read = json.read(text.toString(), JsonFixture.sampleRows(40, ReadOptions.ErrorPolicy.FAIL));
        assertThat(read.shape().sample()).isEqualTo(Sample.PLACES);
        assertThat(read.schema()).isEqualTo("id BIGINT, late DOUBLE");
        assertThat(read.rows()).hasSize(1000);
        assertThat(read.description().statistics().exact()).isFalse();
        assertThat(read.description().statistics().rowCount()).isBetween(900L, 1300L);
        assertThat(read.description().details().facts())
                .containsEntry("sampled rows", "40")
                .containsEntry("shape", "ndjson")
                .containsEntry("sampled", "the first ones, and some all over the file");
    }

    @Test
    void theWholeFileIsSampledWhereThatIsAskedFor() {
        String text = "{\"a\":1}\n".repeat(1000) + "{\"b\":2}\n";
        json.withLimits(JsonFixture.SMALL);
        Read read = json.read(text, JsonFixture.sampleRows(0, ReadOptions.ErrorPolicy.FAIL));
        assertThat(read.schema()).isEqualTo("a BIGINT, b BIGINT");
        assertThat(read.description().statistics().exact()).isTrue();
        assertThat(read.description().statistics().rowCount()).isEqualTo(1001);
    }

    @Test
    void arraysAreSampledAtTheirHead() {
        String text = "[" + "{\"a\":1},".repeat(1000) + "{\"b\":2}]";
        json.withLimits(JsonFixture.SMALL);
        Read read = json.read(text, JsonFixture.sampleRows(10, ReadOptions.ErrorPolicy.FAIL));
        assertThat(read.schema()).isEqualTo("a BIGINT");
        assertThat(read.shape().sample()).isEqualTo(Sample.HEAD);
        assertThat(read.rows()).hasSize(1001);
        assertThat(read.counters().fieldsIgnored.sum()).isEqualTo(1);
        assertThat(read.description().statistics().rowCount()).isBetween(950L, 1100L);
    }

    @ParameterizedTest
    @CsvSource({"true, ALL", "false, HEAD"})
    void anEncodingThatCannotBeEnteredInTheMiddleIsSampledAtItsHead(boolean all, Sample expected) {
        byte[] bytes = "{\"a\":1}\n".repeat(1000).getBytes(StandardCharsets.UTF_16LE);
        json.withLimits(JsonFixture.SMALL);
        Read read = json.read(json.write(bytes), JsonFixture.sampleRows(all ? 0 : 10, ReadOptions.ErrorPolicy.FAIL));
        assertThat(read.shape().sample()).isEqualTo(expected);
        assertThat(read.rows()).hasSize(1000);
        assertThat(read.description().statistics().rowCount()).isBetween(950L, 1100L);
        assertThat(read.morsels()).isEqualTo(1);
    }
}
