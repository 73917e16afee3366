package io.gpuquery.calcite.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell over Calcite without any table: what it does with statements, streams and failures. */
class ShellTest {
    private static final String URL = "jdbc:calcite:";

    @Test
    void rowsGoToStandardOutputAndNothingElseGoesAnywhere() throws IOException {
        assertThat(ShellRun.of("-u", URL, "-e", "select 1 as a, 'x' as b, cast(null as varchar) as c, '' as d"))
                .isEqualTo(new ShellRun(0, """
                        +---+---+------+---+
                        | A | B |  C   | D |
                        +---+---+------+---+
                        | 1 | x | null |   |
                        +---+---+------+---+
                        """, List.of()));
    }

    @Test
    void controlCharactersTearNoTableApartAndGiveTheTerminalNoOrders() throws IOException {
        String values = "select cast('a\nb\tc' as varchar) as \"x\u001b[2J\", '\u001b[2Jd\u007f\u009b' as y";
        String table = """
                        +-------+---------+
                        | x\u241b[2J |    Y    |
                        +-------+---------+
                        | a\u240ab\u2409c | \u241b[2Jd\u2421\ufffd |
                        +-------+---------+
                        """;
        ShellRun run = ShellRun.of("-u", URL, "-e", values);
        assertThat(run.errors()).isEmpty();
        assertThat(run.output()).isEqualTo(table);
        assertThat(ShellRun.of("-u", URL, "--outputformat=csv", "-e", values).output())
                .as("what programs read is as it is")
                .contains("a\nb\tc");
    }

    @Test
    void aPlanHasItsLines() throws IOException {
        String output =
                ShellRun.of("-u", URL, "-e", "explain plan for select 1").output();
        assertThat(output).contains("EnumerableValues").doesNotContain("\u240a");
    }

    @Test
    void nothingIsCutHoweverLongALineIs() throws IOException {
        String text = "x".repeat(500);
        assertThat(ShellRun.of("-u", URL, "-e", "select '" + text + "'").output())
                .contains(text);
    }

    @Test
    void csvTellsNullFromTheEmptyStringAndQuotesWhatNeedsQuotes() throws IOException {
        ShellRun run = ShellRun.of("-u", URL, "--outputformat=csv", "-e", """
                select 1 as "a,b", cast('' as varchar) as "say \"\"a\"\"", cast(null as varchar) as c,
                       cast(null as integer) as d, cast('null' as varchar) as e, cast(' x' as varchar) as f,
                       cast('say "hi", y' as varchar) as g, cast('1
                2' as varchar) as h, timestamp '2026-02-03 04:05:06' as i, cast(null as date) as j""");
        assertThat(run.errors()).isEmpty();
        assertThat(run.output()).isEqualTo("""
                        "a,b","say \"\"a\"\"",C,D,E,F,G,H,I,J
                        1,"",,,null," x","say ""hi"", y","1
                        2",2026-02-03 04:05:06.0,
                        """);
    }

    @Test
    void delimiterQuoteNullAndHeaderOfCsvCanBeChosen() throws IOException {
        assertThat(ShellRun.of(
                                "-u",
                                URL,
                                "--outputformat=csv",
                                "--csvDelimiter=;",
                                "--csvQuoteCharacter='",
                                "--nullValue=NULL",
                                "--showHeader=false",
                                "-e",
                                "select 'a;b', 'it''s', 'x,y', cast(null as integer)")
                        .output())
                .isEqualTo("'a;b';'it''s';x,y;NULL\n");
        assertThat(ShellRun.of("-u", URL, "--outputformat=tsv", "-e", "select 'a b' as x, 'c\td' as y, '' as z")
                        .output())
                .isEqualTo("X\tY\tZ\na b\t\"c\td\"\t\"\"\n");
    }

    @Test
    void jsonIsJsonWhateverIsInTheData() throws IOException {
        assertThat(ShellRun.of(
                                "-u",
                                URL,
                                "--outputformat=json",
                                "--showHeader=false",
                                "-e",
                                "select 1 as a, 'q\"x' as \"b\"\"c\", cast(null as integer) as n, cast('NaN' as double) as d, true as t,"
                                        + " cast(null as varchar) as s union all select 2, '\\', 3, 1.5e0, false, 'null' order by 1")
                        .output())
                .isEqualTo("""
                        {"resultset":[
                        {"A":1,"b\\"c":"q\\"x","N":null,"D":"NaN","T":true,"S":null},
                        {"A":2,"b\\"c":"\\\\  ","N":3,"D":1.5,"T":false,"S":"null"}
                        ]}
                        """);
    }

    @Test
    void statementsAfterAFailedOneRunButTheStatusRemembers() throws IOException {
        ShellRun run = ShellRun.of(
                "-u",
                URL,
                "--outputformat=csv",
                "--showHeader=false",
                "-e",
                "select * from nope; select 2",
                "-e",
                "select 3");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("2\n3\n");
        assertThat(run.errors())
                .containsExactly(
                        "Error: Object 'NOPE' not found",
                        "  select * from nope",
                        "                ^^^^ !tables lists the tables.");
    }

    @Test
    void standardInputIsRunStatementByStatement() throws IOException {
        ShellRun run = ShellRun.withInput(
                "-- a script;\nselect 1;\nselect 1 +\n nope;\n!set outputformat tsv\nselect\t';'\n;\n!quit\nselect 4;",
                "-u",
                URL,
                "--outputformat=csv",
                "--showHeader=false");
        assertThat(run.output()).isEqualTo("1\n;\n");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors())
                .containsExactly(
                        "Error: Column 'NOPE' not found in any table",
                        "standard input, line 4:  nope",
                        "                         ^^^^ !columns TABLE lists the columns of a table.");
    }

    @Test
    void aScriptStopsAtAnErrorUnlessForced(@TempDir Path folder) throws IOException {
        Path script = folder.resolve("a script.sql");
        Files.writeString(script, "select 1;\n\nselect 1 from nope;\nselect 3");
        String[] arguments = {"-u", URL, "--outputformat=csv", "--showHeader=false", "-f", script.toString()};
        ShellRun run = ShellRun.of(arguments);
        assertThat(run.output()).isEqualTo("1\n");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors().get(1)).isEqualTo(script + ", line 3: select 1 from nope");
        arguments[3] = "--force=true";
        ShellRun forced = ShellRun.of(arguments);
        assertThat(forced.output()).isEqualTo("EXPR$0\n1\nEXPR$0\n3\n");
        assertThat(forced.status()).isEqualTo(1);
    }

    @Test
    void aScriptThatIsNotThereIsTold() throws IOException {
        assertThat(ShellRun.of("-u", URL, "-f", "/nowhere/x.sql"))
                .isEqualTo(new ShellRun(
                        1,
                        "",
                        List.of(
                                "Error: There is no such script",
                                "at /nowhere/x.sql",
                                "Give -f the path of a file of SQL.")));
    }

    @Test
    void noStatementRunsWithoutAConnection() throws IOException {
        ShellRun run = ShellRun.of("-u", "jdbc:nobody:x", "-e", "select 1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors())
                .containsExactly(
                        "Error: No known driver to handle \"jdbc:nobody:x\"",
                        "at the connection",
                        "A URL begins with jdbc:gpuquery: or jdbc:calcite:");
    }

    @Test
    void anUnknownCommandFails() throws IOException {
        ShellRun run = ShellRun.of("-u", URL, "-e", "!tabels");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors())
                .containsExactly("Error: Unknown command: tabels", "in !tabels", "!help lists the commands.");
    }

    @Test
    void anUnknownPathIsTwoAndThreeLines() throws IOException {
        assertThat(ShellRun.of("no such folder", "-e", "select 1"))
                .isEqualTo(new ShellRun(
                        2,
                        "",
                        List.of(
                                "Error: There is no such file or directory",
                                "at no such folder",
                                "Give a folder of CSV, JSON or Parquet files, one such file, or a Calcite model.")));
    }

    @Test
    void nothingToOpenIsTold() throws IOException {
        assertThat(ShellRun.of("-e", "select 1").errors())
                .startsWith("Error: There is nothing to open", "at the command line");
    }

    @Test
    void rowsAreCountedOnStandardErrorWhereThatIsWanted() throws IOException {
        ShellRun run = ShellRun.of("-u", URL, "--silent=false", "-e", "select * from (values (1), (2))");
        assertThat(run.errors()).hasSize(1);
        assertThat(run.errors().get(0)).matches("2 rows selected \\([0-9.]+ s\\)");
    }

    @Test
    void aStackIsPrintedOnlyWhereItIsWanted() throws IOException {
        assertThat(ShellRun.of("-u", URL, "-e", "select 1 / 0").errors())
                .containsExactly(
                        "Error: / by zero",
                        "in select 1 / 0",
                        "Run it again with --verbose=true to see where in the program it happened.");
        assertThat(ShellRun.of("-u", URL, "--verbose=true", "-e", "select 1 / 0")
                        .errors())
                .anyMatch(line -> line.startsWith("\tat io.gpuquery.calcite.shell."));
    }

    @Test
    void helpBeginsWithOurUsage() throws IOException {
        ShellRun run = ShellRun.of("--help");
        assertThat(run.status()).isZero();
        assertThat(run.errors()).isEmpty();
        assertThat(run.output())
                .startsWith("SQL over a folder of CSV, JSON and Parquet files.")
                .contains("  -e SQL ", "  --showHeader=[true/false] ", "  --liveTemplates=");
    }

    @Test
    void aReaderThatHasReadEnoughIsNoReasonToComplain() throws IOException {
        assertThat(statusWhenWritingFailsWith("Broken pipe", "")).isEqualTo(141);
    }

    @Test
    void rowsThatCannotBeWrittenAreAnError() throws IOException {
        assertThat(statusWhenWritingFailsWith(
                        "No space left on device",
                        "Error: The rows could not be written: No space left on device\nat standard output\n"))
                .isEqualTo(1);
    }

    private static int statusWhenWritingFailsWith(String message, String expectedErrors) throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        };
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = Main.run(
                new String[] {"-u", URL, "-e", "select 1", "-e", "select 2"},
                InputStream.nullInputStream(),
                full,
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                false);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith(expectedErrors);
        return status;
    }
}
