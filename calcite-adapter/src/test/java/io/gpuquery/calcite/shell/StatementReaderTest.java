package io.gpuquery.calcite.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.shell.StatementReader.Piece;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import org.junit.jupiter.api.Test;

class StatementReaderTest {
    @Test
    void statementsEndAtSemicolonsAndTheLastAtTheEnd() {
        assertThat(StatementReader.split("select 1; select 2 ;\n\nselect\n 3"))
                .containsExactly(new Piece("select 1", 1), new Piece("select 2", 1), new Piece("select\n 3", 3));
    }

    @Test
    void semicolonsInLiteralsNamesAndCommentsEndNothing() {
        String text = "select 'a;''b;', \"c;\"\"d;\" -- e; it's\n, 1 // f;\n/* g; ' */ , 2";
        assertThat(StatementReader.split(text + ";select 3"))
                .containsExactly(new Piece(text, 1), new Piece("select 3", 3));
    }

    @Test
    void dividedByIsNoComment() {
        assertThat(StatementReader.split("select 4 / 2 - -1; select 1"))
                .containsExactly(new Piece("select 4 / 2 - -1", 1), new Piece("select 1", 1));
    }

    @Test
    void whatOnlyCommentsIsNoStatement() {
        assertThat(StatementReader.split("-- a; b\n/* c;\n*/\n;;\n# d;\n  \n")).isEmpty();
    }

    @Test
    void commentsBeforeAStatementAreLeftOutAndItsLineIsRight() {
        assertThat(StatementReader.split("-- a\n/* b\n */ select 1;\n#!/x\n-- c\nselect 2"))
                .containsExactly(new Piece("select 1", 3), new Piece("select 2", 6));
    }

    @Test
    void aLineThatBeginsWithAnExclamationMarkIsACommand() {
        assertThat(StatementReader.split("!set a 'b;c'\nselect 1\n!= 2;\n !quit ;\n"))
                .containsExactly(new Piece("!set a 'b;c'", 1), new Piece("select 1\n!= 2", 2), new Piece("!quit", 4));
        assertThat(new Piece("!quit", 4).isCommand()).isTrue();
        assertThat(new Piece("select 1", 1).isCommand()).isFalse();
    }

    @Test
    void anUnendedLiteralOrCommentGoesToTheEnd() {
        assertThat(StatementReader.split("select 'a; select 2")).containsExactly(new Piece("select 'a; select 2", 1));
        assertThat(StatementReader.split("select 1 /* ; select 2"))
                .containsExactly(new Piece("select 1 /* ; select 2", 1));
    }

    @Test
    void linesEndInAnyOfTheUsualWays() {
        assertThat(StatementReader.split("select 1;\r\nselect '\r\n';\rselect 2"))
                .containsExactly(new Piece("select 1", 1), new Piece("select '\n'", 2), new Piece("select 2", 4));
    }

    @Test
    void aStatementIsThereBeforeTheNextLineIsWritten() throws IOException {
        try (PipedWriter writer = new PipedWriter();
                PipedReader script = new PipedReader(writer)) {
            writer.write("select 1;\n");
            StatementReader reader = new StatementReader(script);
            assertThat(reader.next()).isEqualTo(new Piece("select 1", 1));
            writer.write("select 2;\n");
            assertThat(reader.next()).isEqualTo(new Piece("select 2", 2));
        }
    }
}
