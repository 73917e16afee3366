package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parts of one table, some with a row of names and some without. */
@Timeout(120)
class HeadersOfPartsTest {
    @TempDir
    private Path root;

    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void count() {
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Connection connect(String... options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + root + ";" + String.join(";", options));
    }

    @Test
    void whereOnlyTheFirstPartHasNamesTheOthersHaveThemByPosition() throws Exception {
        write("t/part-0.csv", "id,name,price\n1,a,1.5\n2,b,2\n");
        write("t/part-1.csv", "3,c,3.5\n4,d,4\n");
        write("t/part-2.csv", "5,,\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT id, name, price FROM t"))
                    .containsExactly("1,a,1.5", "2,b,2.0", "3,c,3.5", "4,d,4.0", "5,null,null");
            assertThat(Rows.of(connection, "SELECT name FROM t WHERE id > 2 AND price > 3.6"))
                    .containsExactly("d");
            assertThat(Rows.of(connection, "SELECT count(*), sum(id) FROM t")).containsExactly("5,15");
            assertThat(Rows.of(connection, "SELECT * FROM \"t/part-1.csv\"")).containsExactly("3,c,3.5", "4,d,4.0");
            assertThat(Rows.of(
                            connection,
                            "SELECT column_name, data_type FROM sys.columns WHERE table_name = 't'"
                                    + " ORDER BY ordinal_position"))
                    .containsExactly("id,BIGINT", "name,VARCHAR", "price,DOUBLE");
        }
    }

    @Test
    void whereOnlyALaterPartHasNamesTheFirstHasThemToo() throws Exception {
        write("t/part-0.csv", "3,c\n4,d\n");
        write("t/part-1.csv", "id,name\n1,a\n2,b\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT name, id FROM t")).containsExactly("c,3", "d,4", "a,1", "b,2");
        }
    }

    @Test
    void theNamesOfOthersAreSkippedWhereTheyLookLikeAnyValue() throws Exception {
        write("t/part-0.csv", "code\nx1\nx2\n");
        write("t/part-1.csv", "code\ncode\nx3\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT * FROM t")).containsExactly("x1", "x2", "code", "x3");
        }
    }

    @Test
    void aPieceOfALongTextHasItsFirstRowAsARow() throws Exception {
        write("t/part-0.csv", "name,city\nAnn,Berlin\nBob,Paris\n");
        write("t/part-1.csv", "Cid,Rome\nDora,Oslo\n");
        write("t/part-2.csv", "Eve,Bern\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT city, name FROM t"))
                    .containsExactly("Berlin,Ann", "Paris,Bob", "Rome,Cid", "Oslo,Dora", "Bern,Eve");
            // Files that somebody chose need not come from one writer.
            assertThat(Rows.of(connection, "SELECT count(*), count(name), count(\"Cid\") FROM \"t/part-[01].csv\""))
                    .containsExactly("3,2,1");
        }
    }

    @Test
    void filesThatAPatternChoosesAreBroughtTogetherToo() throws Exception {
        write("a.csv", "id,name\n1,a\n2,b\n");
        write("b.csv", "3,c\n4,d\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT id, name FROM \"[ab].csv\""))
                    .containsExactly("1,a", "2,b", "3,c", "4,d");
        }
    }

    @Test
    void aPartWithoutNamesThatComesLaterFitsIn() throws Exception {
        write("t/part-0.csv", "id,name\n1,a\n");
        write("t/part-1.csv", "id,name\n2,b\n");
        try (Connection connection = connect();
                var statement = connection.prepareStatement("SELECT id, name FROM t")) {
            try (var rows = statement.executeQuery()) {
                assertThat(Rows.of(rows)).containsExactly("1,a", "2,b");
            }
            write("t/part-2.csv", "3,c\n4,d\n");
            try (var rows = statement.executeQuery()) {
                assertThat(Rows.of(rows)).containsExactly("1,a", "2,b", "3,c", "4,d");
            }
        }
    }

    @Test
    void anotherNumberOfColumnsIsAnErrorThatNamesBothFiles() throws Exception {
        write("t/part-0.csv", "id,name\n1,a\n2,b\n");
        write("t/part-1.csv", "3,c,7\n4,d,8\n");
        assertRefused(
                "t/part-0.csv begins with the names of 2 columns, and ", "t/part-1.csv has 3 columns without names");
    }

    @Test
    void aTypeThatDoesNotFitIsAnErrorThatNamesBothFiles() throws Exception {
        write("t/part-0.csv", "name,id\na,1\nb,2\n");
        write("t/part-1.csv", "3,c\n4,d\n");
        assertRefused(
                "column \"id\" is BIGINT in ", "t/part-0.csv and VARCHAR in ", "t/part-1.csv, which has no names");
    }

    @Test
    void namesOfTwoFilesThatFitEquallyWellAreAnError() throws Exception {
        write("t/part-0.csv", "id,name\n1,a\n");
        write("t/part-1.csv", "name,id\nb,2\n");
        write("t/part-2.csv", "id,title\n3,c\n");
        write("t/part-3.csv", "4,d\n5,e\n");
        assertRefused(
                "t/part-3.csv has no names, and those of ", "t/part-0.csv fit as well as those of ", "t/part-2.csv");
    }

    private void assertRefused(String... parts) throws SQLException {
        try (Connection connection = connect()) {
            assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The files of the table disagree: ")
                    .hasMessageContainingAll(parts)
                    .hasMessageContaining("Write the names of its columns as the first row of the file");
        }
    }

    @Test
    void whatTheOptionSaysHoldsForAllParts() throws Exception {
        write("t/part-0.csv", "id,name\n1,a\n2,b\n");
        write("t/part-1.csv", "3,c\n4,d\n");
        try (Connection connection = connect("header=false")) {
            assertThat(Rows.of(connection, "SELECT column1, column2 FROM t"))
                    .containsExactly("id,name", "1,a", "2,b", "3,c", "4,d");
        }
    }
}
