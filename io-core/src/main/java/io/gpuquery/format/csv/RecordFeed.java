package io.gpuquery.format.csv;

import io.gpuquery.error.DataException;
import java.io.Reader;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file as a plain parser can take it without surprises: complete records that end in {@code \n}, of the wanted
 * fields only, correctly quoted. Beside the text it tells the shape of each record, in order.
 *
 * <p>The grammar is that of RFC 4180, and: a record ends at LF, CRLF or CR; the last one may end with the text; blanks may follow
 * a closing quote; a quote inside an unquoted field is an ordinary character. Anything else behind a closing quote, and a quote
 * that is not closed before the end, is an error that names the line. Line ends inside quotes are passed on as they are.
 *
 * <p>For one thread.
 */
final class RecordFeed extends Reader {
    private static final int BUFFER_CHARACTERS = 16 << 10;

    /** Where in a record the next character stands. */
    private enum State {
        FIELD_START,
        UNQUOTED,
        QUOTED,
        /** Behind a quote in a quoted field: it closes the field, or is the first of two. */
        QUOTE,
        AFTER_QUOTE,
        /** Behind an escape in a field without quotes. */
        ESCAPE,
        /** Behind an escaped carriage return, with which a line feed belongs. */
        ESCAPED_RETURN,
        /** Behind an escape in a quoted field. */
        QUOTED_ESCAPE,
        COMMENT
    }

    private final CharacterSource source;
    private final CsvProblems problems;
    private final CsvSyntax syntax;
    private final char delimiter;
    private final char quote;
    private final char escape;
    private final FieldSelection selection;
    private final int columnCount;
    private final long maxFieldCharacters;
    private final ArrayDeque<RecordShape> shapes = new ArrayDeque<>();

    private final char[] buffer = new char[BUFFER_CHARACTERS];
    private int position;
    private int limit;
    private long bufferStartCharacter;
    private boolean ended;

    private State state = State.FIELD_START;
    private int field;
    private long fieldCharacters;
    private boolean wanted;
    private boolean blank;
    private boolean surplus;
    private boolean afterCarriageReturn;
    /** To be passed on next; negative if there is none. */
    private int pending = -1;

    /** In the target that is being filled, behind the last record that ended in it. */
    private int passedRecords;
    /** Whether all before the failure was passed on. */
    private boolean failureIsNext;
    /** What is wrong with the record behind those passed on. */
    private @Nullable DataException failure;

    private long line;
    private long recordLine;
    private long recordStart;
    private long quoteLine;
    private LineSeparator lineSeparator = LineSeparator.NONE;
    /** What {@link #lineSeparator} was before the last carriage return. */
    private LineSeparator previousSeparator = LineSeparator.NONE;

    /**
     * Reads a source from the start of a record.
     *
     * @param selection the fields to pass on
     * @param columnCount fields of a record beyond this are surplus
     * @param firstLine the number of the line on which the source begins
     */
    RecordFeed(
            CharacterSource source,
            CsvProblems problems,
            CsvSyntax syntax,
            FieldSelection selection,
            int columnCount,
            long firstLine) {
        this.source = source;
        this.problems = problems;
        this.syntax = syntax;
        this.delimiter = syntax.delimiter();
        this.quote = syntax.quote();
        this.escape = syntax.escape();
        this.selection = selection;
        this.columnCount = columnCount;
        this.maxFieldCharacters = problems.maxFieldCharacters();
        this.line = firstLine;
        startRecord(0);
    }

    /** Takes the source to begin inside a quoted field. */
    RecordFeed insideQuotes() {
        state = State.QUOTED;
        quoteLine = line;
        blank = false;
        return this;
    }

    /** The shape of the earliest record passed on whose shape was not asked for yet; null if there is none. */
    @Nullable
    RecordShape pollShape() {
        return shapes.poll();
    }

    /** What ended the lines outside quotes so far. */
    LineSeparator lineSeparator() {
        return lineSeparator;
    }

    /** The number of the line of the next character. */
    long line() {
        return line;
    }

    /** Bytes of the file taken so far, those in the buffer included. */
    long consumedBytes() {
        return source.consumedBytes();
    }

    /** Characters taken from the source so far. */
    private long characters() {
        return bufferStartCharacter + position;
    }

    /** About how many bytes of the file the first characters of the source take. */
    double bytesOf(long characters) {
        return (double) source.consumedBytes() * characters / Math.max(1, bufferStartCharacter + limit);
    }

    /**
     * What is wrong with a record is thrown when it is its turn: those before it are passed on first, and behind them a line end, since
     * Univocity asks for more as soon as it has taken the last character, before it gives out the record that this ends.
     */
    @Override
    public int read(char[] target, int offset, int length) {
        passedRecords = offset;
        if (failure == null) {
            try {
                return readOn(target, offset, length);
            } catch (DataException e) {
                failure = e;
            }
        }
        int out = passedRecords;
        if (!failureIsNext && out < offset + length) {
            failureIsNext = true;
            target[out++] = '\n';
        }
        if (out == offset) {
            throw failure;
        }
        return out - offset;
    }

    private int readOn(char[] target, int offset, int length) {
        int out = offset;
        int end = offset + length;
        while (out < end) {
            if (pending >= 0) {
                target[out++] = (char) pending;
                pending = -1;
                continue;
            }
            if (position == limit && !fill()) {
                if (!ended && endsRecord()) {
                    target[out++] = '\n';
                }
                ended = true;
                break;
            }
            int runLength = runLength(wanted ? Math.min(limit, position + (end - out)) : limit);
            if (runLength > 0) {
                out = passRun(runLength, target, out);
                continue;
            }
            char c = buffer[position++];
            if (c == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                if (state == State.QUOTED) {
                    out = pass(c, target, out);
                } else {
                    lineSeparator = previousSeparator.and(LineSeparator.CRLF);
                    recordStart = characters();
                }
                continue;
            }
            afterCarriageReturn = c == '\r';
            out = take(c, target, out);
        }
        return out == offset ? -1 : out - offset;
    }

    /** How many characters from here on, up to an index in the buffer, stand within a field and change nothing but its text. */
    private int runLength(int until) {
        char[] characters = buffer;
        int at = position;
        if (escape != CsvSyntax.NONE) {
            return 0;
        }
        if (state == State.UNQUOTED && !blank && field < columnCount) {
            char stop = delimiter;
            while (at < until && characters[at] != stop && characters[at] != '\n' && characters[at] != '\r') {
                at++;
            }
        } else if (state == State.QUOTED) {
            char stop = quote;
            while (at < until && characters[at] != stop && characters[at] != '\n' && characters[at] != '\r') {
                at++;
            }
        }
        return at - position;
    }

    private int passRun(int length, char[] target, int out) {
        afterCarriageReturn = false;
        int start = position;
        position += length;
        if (!wanted) {
            return out;
        }
        countCharacters(length);
        System.arraycopy(buffer, start, target, out, length);
        return out + length;
    }

    private int take(char c, char[] target, int out) {
        boolean lineEnd = c == '\n' || c == '\r';
        switch (state) {
            case FIELD_START -> {
                if (field == 0 && c == syntax.comment() && c != CsvSyntax.NONE && characters() - 1 == recordStart) {
                    state = State.COMMENT;
                    return out;
                }
                if (c == quote && quote != CsvDialect.NO_QUOTE) {
                    state = State.QUOTED;
                    quoteLine = line;
                    blank = false;
                    surplus |= field >= columnCount;
                    return pass(c, target, out);
                }
                if (lineEnd || c == delimiter) {
                    return endField(c, lineEnd, target, out);
                }
                state = State.UNQUOTED;
                return unquoted(c, target, out);
            }
            case UNQUOTED -> {
                return lineEnd || c == delimiter ? endField(c, lineEnd, target, out) : unquoted(c, target, out);
            }
            case ESCAPE -> {
                return afterEscape(c, target, out);
            }
            case ESCAPED_RETURN -> {
                state = State.UNQUOTED;
                return c == '\n' ? pass(EscapedCharacters.of(c, syntax), target, out) : take(c, target, out);
            }
            case QUOTED_ESCAPE -> {
                return afterQuotedEscape(c, lineEnd, target, out);
            }
            case COMMENT -> {
                if (lineEnd) {
                    endLine(c);
                    startRecord(characters());
                }
                return out;
            }
            case QUOTED -> {
                if (c == escape && c != CsvSyntax.NONE) {
                    state = State.QUOTED_ESCAPE;
                    return out;
                }
                if (c == quote) {
                    state = State.QUOTE;
                } else if (lineEnd) {
                    line++;
                }
                return pass(c, target, out);
            }
            case QUOTE -> {
                if (c == quote) {
                    state = State.QUOTED;
                    return pass(c, target, out);
                }
                state = State.AFTER_QUOTE;
                return afterQuote(c, lineEnd, target, out);
            }
            case AFTER_QUOTE -> {
                return afterQuote(c, lineEnd, target, out);
            }
        }
        throw new IllegalStateException(state.name());
    }

    private int afterQuote(char c, boolean lineEnd, char[] target, int out) {
        if (lineEnd || c == delimiter) {
            return endField(c, lineEnd, target, out);
        }
        if (c == ' ' || c == '\t') {
            return out;
        }
        throw problems.textAfterQuote(line, c);
    }

    /** A character of a field without quotes that ends neither it nor the record. */
    private int unquoted(char c, char[] target, int out) {
        if (escape != CsvSyntax.NONE) {
            if (c == escape) {
                state = State.ESCAPE;
                return out;
            }
            if (EscapedCharacters.isSubstitute(c)) {
                throw problems.reserved(line, c);
            }
        }
        return passUnquoted(c, target, out);
    }

    /** Escaped characters that would structure the text go on as others, which {@link CsvRecords} turns back. */
    private int afterEscape(char c, char[] target, int out) {
        state = State.UNQUOTED;
        blank = false;
        if (EscapedCharacters.isSubstitute(c)) {
            throw problems.reserved(line, c);
        }
        if (!syntax.isSpecial(c)) {
            int next = passUnquoted(escape, target, out);
            if (wanted) {
                pending = c;
            }
            return next;
        }
        if (c == '\n' || c == '\r') {
            line++;
            state = c == '\r' ? State.ESCAPED_RETURN : state;
            afterCarriageReturn = false;
        }
        surplus |= field >= columnCount;
        return pass(EscapedCharacters.of(c, syntax), target, out);
    }

    private int afterQuotedEscape(char c, boolean lineEnd, char[] target, int out) {
        state = State.QUOTED;
        line += lineEnd ? 1 : 0;
        if (!wanted) {
            return out;
        }
        if (c != quote && syntax.isSpecial(c)) {
            return pass(c, target, out);
        }
        // A quote is doubled, as the parser behind knows it; before an ordinary character the escape is one too.
        pending = c;
        return pass(c == quote ? quote : escape, target, out);
    }

    private int passUnquoted(char c, char[] target, int out) {
        if (c != ' ' && c != '\t') {
            blank = false;
            surplus |= field >= columnCount;
        }
        return pass(c, target, out);
    }

    private int pass(char c, char[] target, int out) {
        if (!wanted) {
            return out;
        }
        countCharacters(1);
        target[out] = c;
        return out + 1;
    }

    private void countCharacters(int length) {
        fieldCharacters += length;
        if (fieldCharacters > maxFieldCharacters) {
            throw problems.fieldTooLong(recordLine, state == State.UNQUOTED ? 0 : quoteLine);
        }
    }

    private int endField(char c, boolean lineEnd, char[] target, int out) {
        int next = out;
        if (lineEnd) {
            endLine(c);
            endRecord(characters());
            target[next++] = '\n';
            passedRecords = next;
        } else {
            blank = false;
            if (wanted && selection.hasAfter(field)) {
                target[next++] = delimiter;
            }
            startField(field + 1);
        }
        return next;
    }

    private void endLine(char c) {
        previousSeparator = lineSeparator;
        lineSeparator = lineSeparator.and(c == '\n' ? LineSeparator.LF : LineSeparator.CR);
        line++;
    }

    private void startField(int index) {
        field = index;
        fieldCharacters = 0;
        wanted = selection.has(index);
        state = State.FIELD_START;
    }

    private void startRecord(long startCharacter) {
        recordLine = line;
        recordStart = startCharacter;
        blank = true;
        surplus = false;
        startField(0);
    }

    private void endRecord(long endCharacter) {
        shapes.add(new RecordShape(recordLine, recordStart, endCharacter, field + 1, blank, surplus));
        startRecord(endCharacter);
    }

    private boolean fill() {
        bufferStartCharacter += limit;
        position = 0;
        limit = Math.max(0, source.read(buffer));
        return limit > 0;
    }

    /** Whether the end of the text ends a record that no line end has ended. */
    private boolean endsRecord() {
        if (source.malformedOffset() >= 0) {
            throw problems.malformed(line, source.malformedOffset(), source.charset());
        }
        if (!source.isComplete() || characters() == recordStart || state == State.COMMENT) {
            return false;
        }
        if (state == State.QUOTED || state == State.QUOTED_ESCAPE) {
            throw problems.unterminatedQuote(quoteLine);
        }
        endRecord(characters());
        return true;
    }

    /** The source's memory is its owner's. */
    @Override
    public void close() {}
}
