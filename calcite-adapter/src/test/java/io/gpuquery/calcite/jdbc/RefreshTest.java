package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When changes of files are seen. */
class RefreshTest {
    @TempDir
    private Path directory;

    private Connection connect(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + directory + options);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardOpenOption.APPEND);
    }

    @Test
    void aPreparedStatementSeesWhatItsFileHasNow() throws Exception {
        write("t.csv", "a,b\n1,x\n");
        try (Connection connection = connect("");
                PreparedStatement statement = connection.prepareStatement("select sum(a) from t")) {
            assertThat(Rows.of(statement.executeQuery())).containsExactly("1");
            write("t.csv", "a,b\n1,x\n2,y\n");
            assertThat(Rows.of(statement.executeQuery())).containsExactly("3");
            Files.delete(directory.resolve("t.csv"));
            assertThatThrownBy(() -> Rows.of(statement.executeQuery())).isInstanceOf(SQLException.class);
            write("t.csv", "a,b\n7,x\n");
            assertThat(Rows.of(statement.executeQuery())).containsExactly("7");
        }
    }

    @Test
    void aStatementPreparedForColumnsThatAreNoLongerThereSaysSo() throws Exception {
        write("t.csv", "a,b\n1,x\n");
        try (Connection connection = connect("");
                PreparedStatement statement = connection.prepareStatement("select sum(a) from t")) {
            assertThat(Rows.of(statement.executeQuery())).containsExactly("1");
            write("t.csv", "c,a\n1.5,x\n");
            assertThatThrownBy(() -> Rows.of(statement.executeQuery()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContainingAll("columns", "changed", "Run the statement again");
            assertThat(Rows.of(connection, "select c, a from t")).containsExactly("1.5,x");
        }
    }

    @Test
    void aRelBuilderSeesNewFilesAndOldOnesGo() throws Exception {
        write("old.csv", "a\n1\n");
        try (DirectorySchema files = DirectorySchema.open(directory, Options.DEFAULT)) {
            SchemaPlus schema = files.addTo(Frameworks.createRootSchema(true), "files");
            var config = Frameworks.newConfigBuilder().defaultSchema(schema).build();
            assertThat(rows(config, "old")).isEqualTo("1");
            write("fresh.csv", "a\n2\n");
            assertThat(rows(config, "fresh")).isEqualTo("2");
            write("fresh.csv", "a\n3\n");
            assertThat(rows(config, "fresh")).isEqualTo("3");
            Files.delete(directory.resolve("old.csv"));
            assertThatThrownBy(() -> rows(config, "old")).hasMessageContaining("old");
        }
    }

    private static String rows(org.apache.calcite.tools.FrameworkConfig config, String table) throws SQLException {
        try (PreparedStatement statement =
                RelRunners.run(RelBuilder.create(config).scan(table).build())) {
            return String.join(" ", Rows.of(statement.executeQuery()));
        }
    }

    @Test
    void neverMeansThatOnlyTheFirstListingCounts() throws Exception {
        write("t.csv", "a\n1\n");
        try (Connection connection = connect(";refresh=never")) {
            write("fresh.csv", "a\n2\n");
            assertThatThrownBy(() -> Rows.of(connection, "select * from fresh")).hasMessageContaining("fresh");
            assertThat(Rows.of(connection, "select count(*) from sys.tables")).containsExactly("1");
            // What is in a file that is known is never old.
            write("t.csv", "a\n1\n2\n");
            assertThat(Rows.of(connection, "select sum(a) from t")).containsExactly("3");
        }
    }

    @Test
    void aDurationIsHowLongAListingServes() throws Exception {
        write("t.csv", "a\n1\n");
        try (Connection connection = connect(";refresh=300ms")) {
            assertThat(Rows.of(connection, "select count(*) from sys.tables")).containsExactly("1");
            long start = System.nanoTime();
            write("fresh.csv", "a\n2\n");
            String seen;
            do {
                Thread.sleep(20);
                seen = Rows.of(connection, "select count(*) from sys.tables").get(0);
            } while (seen.equals("1") && System.nanoTime() - start < 5_000_000_000L);
            assertThat(seen).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "log.csv, 'n,text\n1,a\n', '2,b\n', '3,\"c', 'c\"\n'",
        "log.ndjson, '{\"n\":1,\"text\":\"a\"}\n', '{\"n\":2}\n', '{\"n\":3,\"te', 'xt\":\"c\"}\n'"
    })
    void ofALogThatIsBeingWrittenTheLastCompleteRecordIsTheLast(
            String name, String first, String more, String half, String rest) throws Exception {
        write(name, first);
        try (Connection connection = connect("")) {
            String sql = "select count(*), sum(n) from log";
            assertThat(Rows.of(connection, sql)).containsExactly("1,1");
            append(name, more);
            assertThat(Rows.of(connection, sql)).containsExactly("2,3");
            append(name, half);
            assertThat(Rows.of(connection, sql)).containsExactly("2,3");
            assertThat(Rows.of(connection, "select row_count, error from sys.tables where table_name = 'log'"))
                    .containsExactly("2,null");
            append(name, rest);
            assertThat(Rows.of(connection, sql)).containsExactly("3,6");
        }
    }

    @Test
    void aLineThatItsWriterHasLeftForAWhileIsARecord() throws Exception {
        write("log.csv", "n,text\n1,a\n");
        try (Connection connection = connect("")) {
            assertThat(Rows.of(connection, "select sum(n) from log")).containsExactly("1");
            append("log.csv", "2,b");
            assertThat(Rows.of(connection, "select sum(n) from log")).containsExactly("1");
            Files.setLastModifiedTime(
                    directory.resolve("log.csv"), FileTime.from(Instant.now().minusSeconds(60)));
            assertThat(Rows.of(connection, "select sum(n) from log")).containsExactly("3");
        }
    }

    @Test
    void anArrayThatGrewIsReadToItsEnd() throws Exception {
        write("t.json", "[{\"n\":1}]\n");
        try (Connection connection = connect("")) {
            assertThat(Rows.of(connection, "select sum(n) from t")).containsExactly("1");
            write("t.json", "[{\"n\":1},\n");
            assertThatThrownBy(() -> Rows.of(connection, "select sum(n) from t"))
                    .hasMessageContaining("t.json");
            append("t.json", "{\"n\":2}]");
            assertThat(Rows.of(connection, "select sum(n) from t")).containsExactly("3");
        }
    }

    @Test
    void aFileThatWasWrittenAnewIsReadToItsEndWithOrWithoutALineEnd() throws Exception {
        write("t.csv", "n,text\n1,a\n");
        try (Connection connection = connect("")) {
            assertThat(Rows.of(connection, "select sum(n) from t")).containsExactly("1");
            write("t.csv", "n,text\n4,a\n5,b\n6,c");
            assertThat(Rows.of(connection, "select sum(n) from t")).containsExactly("15");
        }
    }

    /** The best of several rounds: what the work costs, whatever else the machine does. */
    @Test
    void lookingWhetherAnythingChangedCostsWellUnderAMillisecondForAThousandFiles() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            write("t" + i + ".csv", "a\n" + i + "\n");
        }
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minusSeconds(60)));
        try (DirectorySchema files = DirectorySchema.open(directory, Options.of(Map.of()))) {
            Thread.sleep(200);
            files.catalog().snapshot();
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 200; round++) {
                long start = System.nanoTime();
                files.catalog().snapshot();
                best = Math.min(best, System.nanoTime() - start);
            }
            assertThat(best).isLessThan(500_000);
        }
    }
}
