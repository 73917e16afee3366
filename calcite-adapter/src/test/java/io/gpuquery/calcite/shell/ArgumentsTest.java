package io.gpuquery.calcite.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.shell.Arguments.Command;
import io.gpuquery.calcite.shell.Arguments.Script;
import io.gpuquery.calcite.shell.Arguments.Text;
import io.gpuquery.error.DataException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sqlline.BuiltInProperty;

class ArgumentsTest {
    @Test
    void stepsKeepTheirOrderAndThePathMayStandAnywhere() {
        Arguments arguments =
                Arguments.parse("-e", "select 1", "my data", "-f", "a.sql", "--run=b.sql", "-e", "select -2");
        assertThat(arguments.target()).isEqualTo("my data");
        assertThat(arguments.steps())
                .containsExactly(new Text("select 1"), new Script("a.sql"), new Script("b.sql"), new Text("select -2"));
    }

    @Test
    void propertiesAreFoundInAnyCase() {
        assertThat(Arguments.parse(
                                "--outputformat=csv", "--showHeader=false", "--silent", "--nullValue=", "--no-prompt")
                        .properties())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        BuiltInProperty.OUTPUT_FORMAT, "csv",
                        BuiltInProperty.SHOW_HEADER, "false",
                        BuiltInProperty.SILENT, "true",
                        BuiltInProperty.NULL_VALUE, "",
                        BuiltInProperty.PROMPT, ""));
    }

    @Test
    void valuesMayContainEqualsSigns() {
        assertThat(Arguments.parse("-o", "delimiter==", "--csvDelimiter==")
                        .connection()
                        .options())
                .containsExactly(Map.entry("delimiter", "="));
        assertThat(Arguments.parse("--csvDelimiter==").properties())
                .containsExactly(Map.entry(BuiltInProperty.CSV_DELIMITER, "="));
    }

    @Test
    void theRestOfSqllinesFlagsBecomesItsCommands() {
        Arguments arguments = Arguments.parse(
                "-u", "jdbc:x:", "-n", "me", "-p", "secret", "-d", "x.Driver", "-log", "a b.txt", "-nn", "x");
        assertThat(arguments.connection())
                .isEqualTo(new Arguments.Connection("jdbc:x:", "me", "secret", "x.Driver", Map.of()));
        assertThat(arguments.commands())
                .containsExactly(new Command("record", "a b.txt"), new Command("nickname", "x"));
    }

    @Test
    void helpIsHelpWhereverItStands() {
        assertThat(Arguments.parse("data", "--help").help()).isTrue();
        assertThat(Arguments.parse("-h").help()).isTrue();
        assertThat(Arguments.parse("data").help()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b c|3 folders or files are given, and the shell opens one: a, b, c|Put a path with blanks into quotes, and SQL after -e.",
                "a -u jdbc:x:|Both a path and a URL are given: a and jdbc:x:|Give the path alone, or -u alone.",
                "a -e|Nothing follows -e|See --help for what it takes.",
                "a -x|There is no option -x|See --help for all.",
                "a --outptuformat=csv|There is no option --outptuformat|Did you mean --outputFormat? See --help for all.",
                "a --version=1|There is no option --version|See --help for all.",
                "a --qqqqqqqqqqqqq|There is no option --qqqqqqqqqqqqq|See --help for all.",
                "a -o timeZone|-o timeZone is no assignment|Write -o name=value, such as -o onError=null.",
                "a --showHeader=maybe|--showHeader=maybe is neither true nor false|Write true or false after the =.",
                "a --maxWidth=wide|--maxWidth=wide is no whole number|Write a number after the =.",
                "a --csvQuoteCharacter=ab|--csvQuoteCharacter=ab is not one character|Write one character after the =.",
                "a --outputFormat|--outputFormat has no value|Write --outputFormat=VALUE.",
                "a --outputFormat=xls|--outputFormat=xls is none of the values that are known|Write one of ansiconsole, csv, json, table, tsv, vertical, xmlattr, xmlattrs, xmlelements.",
                "a --mode=ed|--mode=ed is none of the values that are known|Write one of emacs, vi."
            })
    void whatMakesNoSenseIsToldWithWhatToDo(String line, String problem, String hint) {
        assertThatThrownBy(() -> Arguments.parse(line.split(" ")))
                .isInstanceOfSatisfying(DataException.class, thrown -> {
                    assertThat(thrown.problem()).isEqualTo(problem);
                    assertThat(thrown.hint()).isEqualTo(hint);
                });
    }
}
