package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.TableDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void nothingSaidMeansTheDefaults() {
        assertThat(Options.of(Map.of())).isEqualTo(Options.DEFAULT);
        assertThat(Options.DEFAULT.engine().catalog()).isEqualTo(CatalogOptions.DEFAULT);
        assertThat(Options.DEFAULT.device()).isEqualTo(Options.DeviceChoice.AUTO);
    }

    @Test
    void everyOptionIsRead() {
        Options options = Options.of(Map.ofEntries(
                Map.entry("directory", "/data"),
                Map.entry("device", "host"),
                Map.entry("fallback", "error"),
                Map.entry("calibrate", false),
                Map.entry("delimiter", "tab"),
                Map.entry("quote", "'"),
                Map.entry("header", "false"),
                Map.entry("nullWords", "NA, -"),
                Map.entry("charset", "ISO-8859-1"),
                Map.entry("onError", "skip"),
                Map.entry("strict", true),
                Map.entry("decimals", "TRUE"),
                Map.entry("timeZone", "Europe/Zurich"),
                Map.entry("sampleRows", 10),
                Map.entry("verifyChecksums", "true"),
                Map.entry("refresh", "5s"),
                Map.entry("followLinks", true),
                Map.entry("maxFiles", "7"),
                Map.entry("maxDecompressedBytes", 1_000_000),
                Map.entry("threads", 2),
                Map.entry("queryMemory", "512m"),
                Map.entry("admissionTimeout", "10s"),
                Map.entry("spillDirectory", "/var/spill"),
                Map.entry("spillLimit", 0),
                Map.entry("hideLiterals", "true"),
                Map.entry("tables", List.of())));
        ReadOptions reading = options.engine().catalog().readOptions();
        assertThat(reading)
                .isEqualTo(new ReadOptions(
                        List.of(),
                        '\t',
                        '\'',
                        false,
                        List.of("NA", "-"),
                        StandardCharsets.ISO_8859_1,
                        ReadOptions.ErrorPolicy.SKIP,
                        true,
                        true,
                        ZoneId.of("Europe/Zurich"),
                        10,
                        TextSyntax.DEFAULT,
                        ValueNotation.DEFAULT,
                        Flavor.GPU_QUERY,
                        true));
        assertThat(options.engine().catalog().refreshInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.engine().catalog().followLinks()).isTrue();
        assertThat(options.engine().catalog().maxFiles()).isEqualTo(7);
        assertThat(options.engine().catalog().maxDecompressedBytes()).isEqualTo(1_000_000);
        assertThat(options.engine().threads()).isEqualTo(2);
        assertThat(options.engine().limits())
                .isEqualTo(new QueryLimits(512L << 20, Duration.ofSeconds(10), Path.of("/var/spill"), 0));
        assertThat(Options.DEFAULT.engine().limits()).isEqualTo(QueryLimits.DEFAULT);
        assertThat(options.device()).isEqualTo(Options.DeviceChoice.HOST);
        assertThat(options.fallback()).isEqualTo(Options.Fallback.ERROR);
        assertThat(Options.DEFAULT.fallback()).isEqualTo(Options.Fallback.ALLOW);
        assertThat(options.calibrate()).isFalse();
        assertThat(Options.DEFAULT.calibrate()).isTrue();
        assertThat(options.hideLiterals()).isTrue();
        assertThat(Options.DEFAULT.hideLiterals()).isFalse();
        assertThat(Options.descriptions()).hasSize(37);
    }

    @Test
    void tablesAreDefinedOneByOneAndInheritWhatTheyDoNotSay() {
        Options options = Options.of(Map.of(
                "delimiter",
                ";",
                "tables",
                List.of(Map.of(
                        "name",
                        "orders",
                        "path",
                        "o.txt",
                        "format",
                        "csv",
                        "header",
                        false,
                        "columns",
                        List.of(
                                Map.of("name", "id", "type", "bigint", "nullable", false),
                                Map.of("name", "paid", "type", "timestamp(6) with local time zone"))))));
        TableDefinition definition = options.engine().catalog().definitions().get(0);
        assertThat(definition.name()).isEqualTo("orders");
        assertThat(definition.path()).isEqualTo("o.txt");
        assertThat(definition.format()).isEqualTo(FileFormat.CSV);
        assertThat(definition.options().delimiter()).isEqualTo(';');
        assertThat(definition.options().header()).isFalse();
        assertThat(definition.options().columns().get(0).nullable()).isFalse();
        assertThat(definition.options().columns().get(1).type()).isEqualTo(ColumnType.timestampLtz(6));
        assertThat(options.engine().catalog().readOptions().columns()).isEmpty();
    }

    @Test
    void whatCalciteAddsToOperandsIsNoOption() {
        assertThat(Options.of(Map.of("modelUri", "m.json", "baseDirectory", new File("/m"), "tables", List.of())))
                .isEqualTo(Options.DEFAULT);
    }

    @Test
    void theDirectoryIsRelativeToTheModelFile() {
        assertThat(Options.directory(Map.of("directory", "data", "baseDirectory", new File("/models"))))
                .isEqualTo(Path.of("/models/data"));
        assertThat(Options.directory(Map.of("directory", "/data", "baseDirectory", new File("/models"))))
                .isEqualTo(Path.of("/data"));
        assertThat(Options.directory(Map.of("directory", "data"))).isEqualTo(Path.of("data"));
    }

    @Test
    void withoutADirectoryThereIsNothingToOpen() {
        assertThatThrownBy(() -> Options.directory(Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "The option \"directory\" is missing. Name the folder, or the file, whose tables you want.");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Options.of(Map.of("delimeter", ";")))
                .isInstanceOf(DataException.class)
                .hasMessage("There is no option \"delimeter\". Did you mean \"delimiter\"?");
        assertThatThrownBy(() -> Options.of(Map.of("zzzzzzzzzzz", ";")))
                .hasMessageContaining("There is no option \"zzzzzzzzzzz\". The options are directory, device, ");
        assertThatThrownBy(() -> Options.of(Map.of("tables", List.of(Map.of("name", "t", "pth", "x")))))
                .hasMessage("There is no option \"pth\" of table \"t\". Did you mean \"path\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "header|maybe|Make it true or false.",
                "sampleRows|-1|Make it a whole number of at least 0.",
                "maxFiles|many|Make it a whole number of at least 1.",
                "delimiter|ab|Make it one character.",
                "charset|UTF-9|Make it a charset such as UTF-8 or windows-1252.",
                "timeZone|Moon|Make it a time zone such as Europe/Zurich or +02:00.",
                "onError|ignore|Make it one of fail, null, skip.",
                "device|cuda|Make it one of auto, host, metal, opencl.",
                "refresh|soon|Make it statement, never, or a duration such as 10s.",
                "queryMemory|lots|Make it bytes, or a number and k, m, g or t, such as 4g.",
                "queryMemory|0|Make it bytes, or a number and k, m, g or t, such as 4g.",
                "spillLimit|-1|Make it bytes, or a number and k, m, g or t, such as 4g.",
                "admissionTimeout|soon|Make it a duration such as 10s.",
                "refresh|-5s|Make it statement, never, or a duration such as 10s.",
                "tables|x|Make it a list of objects in braces."
            })
    void aValueThatMakesNoSenseIsRefused(String name, String value, String hint) {
        assertThatThrownBy(() -> Options.of(Map.of(name, value)))
                .isInstanceOf(DataException.class)
                .hasMessage("The option \"" + name + "\" is \"" + value + "\". " + hint);
    }

    @Test
    void aColumnNeedsATypeThatExists() {
        assertThatThrownBy(() -> Options.of(Map.of(
                        "tables",
                        List.of(Map.of(
                                "name", "t",
                                "path", "x",
                                "columns", List.of(Map.of("name", "c", "type", "INTEGR")))))))
                .isInstanceOf(DataException.class)
                .hasMessage("The option \"type\" of column \"c\" of table \"t\" is \"INTEGR\". Make it a type such as"
                        + " BIGINT, DOUBLE, DECIMAL(15, 2), DATE, TIMESTAMP(6) or VARCHAR.");
        assertThatThrownBy(() -> Options.of(Map.of("tables", List.of(Map.of("path", "x")))))
                .hasMessage("The option \"name\" of a table is missing. Add it.");
    }

    @Test
    void refreshIsAStatementNeverOrADuration() {
        assertThat(Options.of(Map.of("refresh", "never")).engine().catalog().refreshInterval())
                .isNull();
        assertThat(Options.of(Map.of("refresh", "statement")).engine().catalog().refreshInterval())
                .isEqualTo(Duration.ZERO);
        assertThat(Options.of(Map.of("refresh", "500ms")).engine().catalog().refreshInterval())
                .isEqualTo(Duration.ofMillis(500));
        assertThat(Options.of(Map.of("refresh", "PT2M")).engine().catalog().refreshInterval())
                .isEqualTo(Duration.ofMinutes(2));
    }

    private static DataException failure(Map<String, ?> values) {
        return catchThrowableOfType(DataException.class, () -> Options.of(values));
    }

    private static DataException failureOfTable(Map<String, Object> table) {
        return failure(Map.of("tables", List.of(table)));
    }

    @Test
    void everyOptionOfTextIsRead() {
        ReadOptions reading = Options.of(Map.ofEntries(
                        Map.entry("escape", "\\"),
                        Map.entry("comment", "#"),
                        Map.entry("skipLines", 3),
                        Map.entry("rowsAt", "a.b"),
                        Map.entry("nested", "json"),
                        Map.entry("dateFormat", "dd.MM.yyyy"),
                        Map.entry("timeFormat", "h:mm a"),
                        Map.entry("timestampFormat", "dd/MM/yyyy HH:mm"),
                        Map.entry("decimalSeparator", "comma"),
                        Map.entry("groupingSeparator", "point"),
                        Map.entry("flavor", "gpu-query")))
                .engine()
                .catalog()
                .readOptions();
        assertThat(reading.syntax()).isEqualTo(new TextSyntax('\\', '#', 3, "a.b", TextSyntax.Nested.JSON));
        assertThat(reading.notation())
                .isEqualTo(new ValueNotation("dd.MM.yyyy", "h:mm a", "dd/MM/yyyy HH:mm", ',', '.', Map.of()));
        assertThat(reading.flavor()).isEqualTo(Flavor.GPU_QUERY);
        assertThat(Options.of(Map.of("flavor", "CALCITE_FILE"))
                        .engine()
                        .catalog()
                        .readOptions()
                        .isCalciteFile())
                .isTrue();
    }

    @Test
    void aTableSaysOtherwiseThanItsDirectory() {
        TableDefinition definition = Options.of(Map.of(
                        "dateFormat",
                        "dd.MM.yyyy",
                        "decimalSeparator",
                        ",",
                        "skipLines",
                        2,
                        "tables",
                        List.of(Map.of(
                                "name",
                                "t",
                                "path",
                                "t.csv",
                                "decimalSeparator",
                                ".",
                                "columns",
                                List.of(Map.of("name", "d", "type", "DATE", "format", "yyyyMMdd"))))))
                .engine()
                .catalog()
                .definitions()
                .get(0);
        assertThat(failureOfTable(Map.of("name", "t", "path", "x", "glob", "*.csv")))
                .hasMessage(
                        "The option \"path\" of table \"t\" has no meaning beside \"glob\". Leave one of the two out.");
        assertThat(definition.options().notation())
                .isEqualTo(new ValueNotation("dd.MM.yyyy", null, null, '.', null, Map.of("d", "yyyyMMdd")));
        assertThat(definition.options().syntax().skipLines()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "escape|ab|Make it one character.",
                "skipLines|-1|Make it a whole number of at least 0.",
                "dateFormat|{foo|Make it a pattern such as dd.MM.yyyy, HH:mm or yyyy-MM-dd HH:mm:ss.",
                "decimalSeparator|x|Make it a character that no number has otherwise.",
                "groupingSeparator|--|Make it one character.",
                "flavor|calcite|Make it one of gpu-query, calcite-file.",
            })
    void aValueOfAnOptionOfTextThatMakesNoSenseIsRefused(String name, String value, String hint) {
        assertThat(failure(Map.of(name, value)))
                .hasMessage("The option \"" + name + "\" is \"" + value + "\". " + hint);
        assertThat(failureOfTable(Map.of("name", "t", "path", "x", name, value)))
                .hasMessage("The option \"" + name + "\" of table \"t\" is \"" + value + "\". " + hint);
    }

    @ParameterizedTest
    @CsvSource({
        "encoding,charset",
        "sep,delimiter",
        "null_values,nullWords",
        "skip_rows,skipLines",
        "thousands,groupingSeparator",
        "dateformat,dateFormat",
        "decimal,decimalSeparator"
    })
    void namesOfOtherProgramsLeadToOurs(String theirs, String ours) {
        assertThat(failure(Map.of(theirs, "x")))
                .hasMessage("There is no option \"" + theirs + "\". Did you mean \"" + ours + "\"?");
    }

    @Test
    void mistakesInTablesSayWhere() {
        assertThat(failureOfTable(Map.of("name", "t", "path", "x", "colums", List.of())))
                .hasMessage("There is no option \"colums\" of table \"t\". Did you mean \"columns\"?");
        assertThat(failureOfTable(Map.of("name", "t", "path", "x", "columns", "a")))
                .hasMessage("The option \"columns\" of table \"t\" is \"a\". Make it a list of objects in braces.");
        assertThat(failureOfTable(
                        Map.of("name", "t", "path", "x", "columns", List.of(Map.of("name", "c", "typ", "DATE")))))
                .hasMessage("There is no option \"typ\" of column \"c\" of table \"t\". Did you mean \"type\"?");
        assertThat(failureOfTable(Map.of(
                        "name",
                        "t",
                        "path",
                        "x",
                        "columns",
                        List.of(Map.of("name", "c", "type", "DATE", "nullable", "no")))))
                .hasMessage("The option \"nullable\" of column \"c\" of table \"t\" is \"no\". Make it true or false.");
        assertThat(failureOfTable(Map.of(
                        "name",
                        "t",
                        "path",
                        "x",
                        "columns",
                        List.of(Map.of("name", "c", "type", "BIGINT", "format", "yyyy")))))
                .hasMessage(
                        "The option \"format\" of column \"c\" of table \"t\" has no meaning for BIGINT. Leave it out, or"
                                + " make the column a DATE, TIME or TIMESTAMP.");
        assertThat(failureOfTable(Map.of(
                        "name",
                        "t",
                        "path",
                        "x",
                        "columns",
                        List.of(Map.of("name", "c", "type", "DATE"), Map.of("name", "C", "type", "DATE")))))
                .hasMessage(
                        "The column \"C\" of table \"t\" is defined twice. Give each column a name of its own; upper and"
                                + " lower case count as equal.");
    }

    @Test
    void separatorsOfNumbersDiffer() {
        assertThat(failure(Map.of("decimalSeparator", ",", "groupingSeparator", ",")))
                .hasMessage("The options \"decimalSeparator\" and \"groupingSeparator\" are both \",\". Choose another"
                        + " character for one of them.");
        assertThat(failure(Map.of("groupingSeparator", ".")))
                .hasMessage(
                        "The options \"decimalSeparator\" and \"groupingSeparator\" are both \".\". Name the character"
                                + " before fractions, such as a comma, with \"decimalSeparator\".");
    }

    @Test
    void withTheFlavorCalciteFileItsRulesAreNotForTheUserToChange() {
        assertThat(failure(Map.of("flavor", "calcite-file", "header", true)))
                .hasMessage(
                        "The option \"header\" has no meaning with the flavor \"calcite-file\". Leave one of the two out.");
        assertThat(failureOfTable(Map.of("name", "t", "url", "x")))
                .hasMessage("There is no option \"url\" of table \"t\". Did you mean \"path\"?");
        TableDefinition definition = Options.of(Map.of(
                        "flavor",
                        "calcite-file",
                        "tables",
                        List.of(Map.of("name", "t", "url", "file:x.csv", "separator", "|"))))
                .engine()
                .catalog()
                .definitions()
                .get(0);
        assertThat(definition.path()).isEqualTo("x.csv");
        assertThat(definition.options().delimiter()).isEqualTo('|');
    }

    @Test
    void withTheFlavorCalciteFileTheDirectoryMayBeThatOfTheModel() {
        assertThat(Options.directory(Map.of("flavor", "calcite-file", "baseDirectory", new File("/models"))))
                .isEqualTo(Path.of("/models"));
    }
}
