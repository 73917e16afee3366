package io.gpuquery.format.json;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as services and people write it, and what options make of it. */
class MessyJsonTest {
    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private static ReadOptions rowsAt(String key) {
        return ReadOptions.DEFAULT.with(
                new TextSyntax(null, null, null, key, TextSyntax.Nested.JSON), ValueNotation.DEFAULT, Flavor.GPU_QUERY);
    }

    private static ReadOptions calciteFile() {
        return ReadOptions.DEFAULT.with(TextSyntax.DEFAULT, ValueNotation.DEFAULT, Flavor.CALCITE_FILE);
    }

    private static ReadOptions declared(ErrorPolicy onError, ColumnDefinition... columns) {
        ReadOptions base = JsonFixture.onError(onError);
        return new ReadOptions(
                List.of(columns),
                base.delimiter(),
                base.quote(),
                base.header(),
                base.nullWords(),
                base.charset(),
                onError,
                base.strict(),
                base.decimals(),
                base.timeZone(),
                base.sampleRows(),
                base.syntax(),
                base.notation(),
                base.flavor());
    }

    @Test
    void anArrayInsideOfAnObjectIsTextUnlessTheRowsAreThere() {
        String text = "{\"status\": \"ok\", \"items\": [{\"id\": 1, \"tags\": [\"a\"]}, {\"id\": 2}], \"next\": null}";
        assertThat(json.read(text).rows())
                .containsExactly(asList("ok", "[{\"id\":1,\"tags\":[\"a\"]},{\"id\":2}]", null));
        Read read = json.read(text, rowsAt("items"));
        assertThat(read.schema()).isEqualTo("id BIGINT, tags VARCHAR");
        assertThat(read.rows()).containsExactly(asList(1L, "[\"a\"]"), asList(2L, null));
        assertThat(read.description().statistics().rowCount()).isEqualTo(2);
    }

    @Test
    void theFeaturesOfGeoJsonAreRows() {
        String text = "{\"type\": \"FeatureCollection\", \"crs\": {\"features\": [1]}, \"features\": [\n"
                + " {\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [7.45, 46.95]},"
                + " \"properties\": {\"name\": \"Bern\"}}\n]}";
        assertThat(json.read(text, rowsAt("features")).rows())
                .containsExactly(
                        asList("Feature", "{\"type\":\"Point\",\"coordinates\":[7.45,46.95]}", "{\"name\":\"Bern\"}"));
    }

    @Test
    void keysJoinedByPointsLeadFurtherIn() {
        String text = "{\"a\": {\"x\": [9], \"b\": {\"c\": [1, 2]}}, \"c\": [3]}";
        assertThat(json.read(text, rowsAt("a.b.c")).rows()).containsExactly(List.of(1L), List.of(2L));
        assertThat(json.read(text, rowsAt("c")).rows()).containsExactly(List.of(3L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": [1]}",
                "{\"items\": {\"a\": 1}}",
                "{\"items\": 5}",
                "[{\"items\": [1]}]",
                "7",
                "{\"a\": {\"items\": [1]}}"
            })
    void rowsThatAreNotThereAreAnError(String text) {
        assertThatThrownBy(() -> json.read(text, rowsAt("items")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("There is no array of rows under the key \"items\"")
                .hasMessageContaining("line 1")
                .hasMessageContaining(
                        "Correct the option \"rowsAt\": it names the key, or keys joined by points, of an array"
                                + " in the file's object.");
    }

    @Test
    void keysMayComeAndGo() {
        Read read = json.read("{\"a\": 1}\n{\"b\": \"x\"}\n{\"a\": 2.5, \"c\": {\"d\": [1, {\"e\": null}]}}\n{}\n");
        assertThat(read.schema()).isEqualTo("a DOUBLE, b VARCHAR, c VARCHAR");
        assertThat(read.rows())
                .containsExactly(
                        asList(1.0, null, null),
                        asList(null, "x", null),
                        asList(2.5, null, "{\"d\":[1,{\"e\":null}]}"),
                        asList(null, null, null));
    }

    @Test
    void datesAreWrittenAsTheFormatsSayAndNumbersAreThoseOfJson() {
        ReadOptions options = ReadOptions.DEFAULT.with(
                TextSyntax.DEFAULT,
                new ValueNotation("dd.MM.yyyy", null, null, ',', '.', Map.of("us", "MM/dd/yyyy")),
                Flavor.GPU_QUERY);
        Read read = json.read("{\"d\": \"31.01.2024\", \"us\": \"01/31/2024\", \"n\": 1.5}", options);
        assertThat(read.schema()).isEqualTo("d DATE, us DATE, n DOUBLE");
        LocalDate day = LocalDate.of(2024, 1, 31);
        assertThat(read.rows()).containsExactly(asList(day, day, 1.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": \"y\"}", "{\"id\": null, \"name\": \"y\"}", "null"})
    void aMissingValueIsAnErrorWhereNoneMayBe(String record) {
        ColumnDefinition id = new ColumnDefinition("id", ColumnType.BIGINT, false);
        ColumnDefinition name = new ColumnDefinition("name", ColumnType.VARCHAR, true);
        String text = "{\"id\": 1, \"name\": \"x\"}\n" + record + "\n{\"id\": 3}\n";
        for (List<ColumnDefinition> order : List.of(List.of(id, name), List.of(name, id))) {
            ColumnDefinition[] columns = order.toArray(new ColumnDefinition[0]);
            assertThatThrownBy(() -> json.read(text, declared(ErrorPolicy.FAIL, columns)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("The value is missing, and the column is declared as not nullable")
                    .hasMessageContaining("line 2")
                    .hasMessageContaining("column \"id\"")
                    .hasMessageContaining("or leave such rows out with \"onError\": \"skip\".");
        }
        Read skipped = json.read(text, declared(ErrorPolicy.SKIP, id, name));
        assertThat(skipped.rows()).containsExactly(asList(1L, "x"), asList(3L, null));
        assertThat(skipped.counters().rowsSkipped.sum()).isEqualTo(1);
        assertThat(skipped.description().schema().column(0).nullable()).isFalse();
        assertThat(json.read(text, declared(ErrorPolicy.NULL, id, name))
                        .description()
                        .schema()
                        .column(0)
                        .nullable())
                .isTrue();
    }

    @Test
    void whichRowsAreLeftOutDoesNotDependOnTheColumnsAskedFor() {
        ColumnDefinition a = new ColumnDefinition("a", ColumnType.BIGINT, true);
        ColumnDefinition b = new ColumnDefinition("b", ColumnType.BIGINT, true);
        ReadOptions options = declared(ErrorPolicy.SKIP, a, b);
        Path file =
                json.write("{\"a\": 1, \"b\": 2}\n{\"a\": \"x\", \"b\": 3}\n{\"a\": 4, \"b\": \"y\"}\n{\"b\": 6}\n");
        FileDescription description = json.describe(file, options);
        assertThat(json.scan(file, description, options, List.of(0), List.of(), 7)
                        .rows())
                .containsExactly(asList(1L), asList((Long) null));
        assertThat(json.scan(file, description, options, List.of(1), List.of(), 7)
                        .rows())
                .containsExactly(asList(2L), asList(6L));
        assertThat(json.scan(file, description, options, List.of(), List.of(), 7)
                        .rows())
                .hasSize(2);
    }

    @Test
    void calcitesFileAdapterTakesTheColumnsOfTheFirstObject() {
        Read read = json.read(
                "[{\"i\": 1, \"l\": 3000000000, \"d\": 1.5, \"s\": \"2024-01-31\", \"b\": true}, {\"more\": 1, \"i\": 2}]",
                calciteFile());
        assertThat(read.schema()).isEqualTo("i INTEGER, l BIGINT, d DOUBLE, s VARCHAR, b BOOLEAN");
        assertThat(read.rows())
                .containsExactly(asList(1L, 3000000000L, 1.5, "2024-01-31", true), asList(2L, null, null, null, null));
    }

    @Test
    void toCalcitesFileAdapterAFileWithoutTextIsATable() {
        Read read = json.read("/* nothing */", calciteFile());
        assertThat(read.schema()).isEqualTo("EmptyFileHasNoColumns BOOLEAN");
        assertThat(read.rows()).isEmpty();
    }

    @Test
    void keysWithoutQuotesAreForCalcitesFileAdapterAlone() {
        assertThat(json.read("[{a: 'x'}]", calciteFile()).rows()).containsExactly(List.of("x"));
        assertThatThrownBy(() -> json.read("[{a: 'x'}]")).isInstanceOf(DataException.class);
    }
}
