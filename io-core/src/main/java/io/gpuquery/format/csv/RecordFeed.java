package io.gpuquery.format.csv;

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
        AFTER_QUOTE
    }

    private final CharacterSource source;
    private final CsvProblems problems;
    private final char delimiter;
    private final char quote;
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
            char delimiter,
            char quote,
            FieldSelection selection,
            int columnCount,
            long firstLine) {
        this.source = source;
        this.problems = problems;
        this.delimiter = delimiter;
        this.quote = quote;
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

    @Override
    public int read(char[] target, int offset, int length) {
        int out = offset;
        int end = offset + length;
        while (out < end) {
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
                return passUnquoted(c, target, out);
            }
            case UNQUOTED -> {
                return lineEnd || c == delimiter ? endField(c, lineEnd, target, out) : passUnquoted(c, target, out);
            }
            case QUOTED -> {
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
            previousSeparator = lineSeparator;
            lineSeparator = lineSeparator.and(c == '\n' ? LineSeparator.LF : LineSeparator.CR);
            line++;
            endRecord(characters());
            target[next++] = '\n';
        } else {
            blank = false;
            if (wanted && selection.hasAfter(field)) {
                target[next++] = delimiter;
            }
            startField(field + 1);
        }
        return next;
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
        if (!source.isComplete() || characters() == recordStart) {
            return false;
        }
        if (state == State.QUOTED) {
            throw problems.unterminatedQuote(quoteLine);
        }
        endRecord(characters());
        return true;
    }

    /** The source's memory is its owner's. */
    @Override
    public void close() {}
}
