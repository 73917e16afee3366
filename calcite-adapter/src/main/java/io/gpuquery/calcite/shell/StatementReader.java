package io.gpuquery.calcite.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a script into statements: at a semicolon that stands in no literal, name or comment. The last one needs none. A
 * line that begins with {@code !} between statements is a command of the shell; one that begins with {@code #} is a
 * comment.
 *
 * <p>It reads no further than the statement it returns, so whoever feeds it may wait for an answer.
 */
final class StatementReader {
    /**
     * A statement or a command.
     *
     * @param text as it stands in the script, without its semicolon
     * @param firstLine the line that it begins on, counted from 1
     */
    record Piece(String text, int firstLine) {
        boolean isCommand() {
            return text.startsWith("!");
        }
    }

    private enum State {
        PLAIN,
        LITERAL,
        NAME,
        LINE_COMMENT,
        BLOCK_COMMENT;

        boolean isComment() {
            return this == LINE_COMMENT || this == BLOCK_COMMENT;
        }
    }

    private final BufferedReader lines;
    private int lineNumber;
    private String line = "";
    private int position;

    StatementReader(Reader script) {
        lines = new BufferedReader(script);
    }

    static List<Piece> split(String script) {
        StatementReader reader = new StatementReader(new StringReader(script));
        List<Piece> pieces = new ArrayList<>();
        try {
            for (Piece piece = reader.next(); piece != null; piece = reader.next()) {
                pieces.add(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pieces;
    }

    /** The next statement or command; null at the end. */
    @Nullable
    Piece next() throws IOException {
        StringBuilder text = new StringBuilder();
        State state = State.PLAIN;
        // 0 as long as there were only blanks and comments, which are left out.
        int firstLine = 0;
        while (position < line.length() || nextLine()) {
            if (position == 0 && firstLine == 0 && state == State.PLAIN) {
                String beginning = line.stripLeading();
                if (beginning.startsWith("!")) {
                    position = line.length();
                    return new Piece(withoutSemicolon(line), lineNumber);
                }
                if (beginning.startsWith("#")) {
                    position = line.length();
                    continue;
                }
            }
            char c = line.charAt(position);
            if (state == State.PLAIN && c == ';') {
                position++;
                if (firstLine > 0) {
                    break;
                }
                continue;
            }
            char following = position + 1 < line.length() ? line.charAt(position + 1) : '\n';
            State before = state;
            state = after(before, c, following);
            // What begins and ends a block comment is two characters long.
            int length = (before == State.BLOCK_COMMENT) == (state == State.BLOCK_COMMENT) ? 1 : 2;
            if (firstLine == 0 && !before.isComment() && !state.isComment() && !Character.isWhitespace(c)) {
                firstLine = lineNumber;
            }
            if (firstLine > 0) {
                text.append(line, position, position + length);
            }
            position += length;
        }
        return firstLine > 0 ? new Piece(text.toString().strip(), firstLine) : null;
    }

    private static State after(State state, char c, char following) {
        return switch (state) {
            case PLAIN -> {
                if (c == '\'') {
                    yield State.LITERAL;
                }
                if (c == '"') {
                    yield State.NAME;
                }
                if ((c == '-' && following == '-') || (c == '/' && following == '/')) {
                    yield State.LINE_COMMENT;
                }
                yield c == '/' && following == '*' ? State.BLOCK_COMMENT : State.PLAIN;
            }
            // A doubled quote ends it and begins it again, which comes to the same.
            case LITERAL -> c == '\'' ? State.PLAIN : State.LITERAL;
            case NAME -> c == '"' ? State.PLAIN : State.NAME;
            case LINE_COMMENT -> c == '\n' ? State.PLAIN : State.LINE_COMMENT;
            case BLOCK_COMMENT -> c == '*' && following == '/' ? State.PLAIN : State.BLOCK_COMMENT;
        };
    }

    /** Reads a line and puts back its end, which matters in literals; false at the end of the script. */
    private boolean nextLine() throws IOException {
        String read = lines.readLine();
        if (read == null) {
            return false;
        }
        lineNumber++;
        line = read + '\n';
        position = 0;
        return true;
    }

    private static String withoutSemicolon(String command) {
        String text = command.strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
    }
}
