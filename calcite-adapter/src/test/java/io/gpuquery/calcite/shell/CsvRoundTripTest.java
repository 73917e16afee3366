package io.gpuquery.calcite.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shell writes as CSV, our own reader reads back. */
class CsvRoundTripTest {
    private static final String[] PIECES = {
        "a", "", ",", "\"", "'", "\n", "\r\n", "\r", " ", "\t", ";", "|", "\\", "#", "null", "NULL", "0", "1e5", "true",
        "ü", "山", "🚲", "\u00a0", "-"
    };
    private static final int ROWS = 500;
    private static final long SEED = 20260501;

    @TempDir
    private Path folder;

    @Test
    void textsOfEveryKindComeBackAndNullIsNotTheEmptyString() throws IOException, SQLException {
        List<List<@Nullable String>> texts = texts();
        Path source = Files.createDirectory(folder.resolve("written by hand"));
        write(source.resolve("texts.ndjson"), texts);
        Path exported = Files.createDirectory(folder.resolve("it's exported; here"));
        ShellRun run = export(source);
        assertThat(run.errors()).isEmpty();
        Files.writeString(exported.resolve("texts.csv"), run.output());
        assertThat(read(exported)).isEqualTo(texts);
        assertThat(export(exported)).isEqualTo(run);
    }

    @Test
    void aColumnAloneKeepsItsNulls() throws IOException, SQLException {
        Files.writeString(folder.resolve("one.json"), "[{\"v\": \"a\"}, {\"v\": null}, {\"v\": \"\"}, {\"v\": null}]");
        ShellRun run = ShellRun.of(folder.toString(), "--outputformat=csv", "-e", "SELECT v FROM \"one\"");
        assertThat(run.output()).isEqualTo("v\na\n\n\"\"\n\n");
        Files.delete(folder.resolve("one.json"));
        Files.writeString(folder.resolve("one.csv"), run.output());
        assertThat(ShellRun.of(folder.toString(), "--outputformat=csv", "-e", "SELECT v FROM \"one\""))
                .isEqualTo(run);
    }

    @Test
    void numbersAndTimesKeepTheirDigits() throws IOException {
        String csv = """
                n,d,dt,tm,ts,b
                -9223372036854775808,4.9E-324,0001-01-01,23:59:59.999,1969-12-31 23:59:59.999,true
                9223372036854775807,-1.7976931348623157E308,9999-12-31,00:00:00.000,9999-12-31 23:59:59.0,false
                ,,,,,
                """;
        Files.writeString(folder.resolve("values.csv"), csv);
        assertThat(ShellRun.of(folder.toString(), "--outputformat=csv", "-e", "SELECT * FROM \"values\"")
                        .output())
                .isEqualTo(csv);
    }

    private static ShellRun export(Path directory) throws IOException {
        return ShellRun.of(directory.toString(), "--outputformat=csv", "-e", "SELECT * FROM texts");
    }

    private static List<List<@Nullable String>> texts() {
        Random random = new Random(SEED);
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            List<@Nullable String> row = new ArrayList<>();
            for (int column = 0; column < 3; column++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(5); length > 0; length--) {
                    text.append(PIECES[random.nextInt(PIECES.length)]);
                }
                row.add(random.nextInt(6) == 0 ? null : text.toString());
            }
            rows.add(row);
        }
        return rows;
    }

    private static void write(Path file, List<List<@Nullable String>> rows) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        StringBuilder lines = new StringBuilder();
        for (List<@Nullable String> row : rows) {
            ObjectNode object = mapper.createObjectNode();
            object.put("first_text", row.get(0));
            object.put("second_text", row.get(1));
            object.put("third_text", row.get(2));
            lines.append(mapper.writeValueAsString(object)).append('\n');
        }
        Files.writeString(file, lines);
    }

    private static List<List<@Nullable String>> read(Path directory) throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        String url = "jdbc:gpuquery:directory='" + directory.toString().replace("'", "''") + "'";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT first_text, second_text, third_text FROM texts")) {
            while (results.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int column = 1; column <= 3; column++) {
                    row.add(results.getString(column));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
