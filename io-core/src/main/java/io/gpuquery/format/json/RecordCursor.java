package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a part of a text: the elements of a top-level array, else the top-level values. For one thread; holds nothing
 * outside the heap.
 */
final class RecordCursor implements AutoCloseable {
    /** What became of a call of {@link #read}. */
    enum Outcome {
        /** The visitor has read a record. */
        RECORD,
        /** Text that is no JSON was left out, up to the next line. */
        UNREADABLE,
        /** There are no more records. */
        END
    }

    /** So far before the end of a head may stand what would be right if it went on. */
    private static final int MOST_TOKEN_BYTES = 64;

    private final JsonText text;
    private final JsonFactory factory;
    private final long endOffset;
    private final Recovery recovery;
    private final JsonFaults faults;

    /** Offset in the text of the parser's first byte. */
    private long base;

    /** Offset in the text of what the parser takes for its first byte. */
    private long origin;

    private @Nullable JsonParser parser;
    /** What the parser reads where the text cannot be read again and lines of it may have to be left out. */
    private @Nullable RetainedStream retained;

    private @Nullable Boolean array;
    /** Null unless the text is known to be a part of an array. */
    private @Nullable ArrayPart part;

    private boolean ended;

    RecordCursor(JsonText text, JsonFactory factory, long startOffset, long endOffset, Recovery recovery) {
        this.text = text;
        this.factory = factory;
        this.base = startOffset;
        this.origin = startOffset;
        this.endOffset = endOffset;
        this.recovery = recovery;
        this.faults = new JsonFaults(text);
    }

    /** Takes it that a record before those of this part was no top-level array, so that none of these is the array of all. */
    RecordCursor behindRecords() {
        array = false;
        return this;
    }

    /** Takes it that the text is a part of an array. */
    RecordCursor within(ArrayPart ofArray) {
        part = ofArray;
        origin = base - ofArray.bytesBefore();
        return this;
    }

    /**
     * Lets the visitor read the next record.
     *
     * @throws io.gpuquery.error.DataException if the text is no JSON, with file and line
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    Outcome read(RecordVisitor visitor) {
        if (ended) {
            return Outcome.END;
        }
        long before = offset();
        if (retained != null) {
            retained.retainFrom(before);
        }
        try {
            if (!advance() || isUnfinishedNumber(before)) {
                ended = true;
                return Outcome.END;
            }
            visitor.visit(this);
            return Outcome.RECORD;
        } catch (IOException e) {
            return recover(e, before);
        }
    }

    /** Moves to the first token of the next record; false if there is none. */
    private boolean advance() throws IOException {
        JsonParser tokens = parser;
        if (tokens == null) {
            tokens = open();
            parser = tokens;
        }
        JsonToken token = tokens.nextToken();
        if (array == null && token != null) {
            String rowsAt = text.rowsAt();
            if (rowsAt != null) {
                token = enter(tokens, rowsAt);
            }
            array = token == JsonToken.START_ARRAY;
            if (array) {
                token = tokens.nextToken();
            }
        }
        if (isArray() && token == JsonToken.END_ARRAY) {
            if (text.rowsAt() != null) {
                return false;
            }
            long arrayEnd = offset();
            if (tokens.nextToken() != null) {
                throw faults.afterArray(isSeekable() ? text.skipBlanks(arrayEnd, endOffset) : arrayEnd);
            }
            return false;
        }
        if (token != null) {
            // A string is read when somebody asks for it: whether it ends is part of whether there is a record.
            tokens.finishToken();
        }
        return token != null;
    }

    private JsonParser open() throws IOException {
        ArrayPart ofArray = part;
        if (ofArray == null && recovery.skipLines() && !isSeekable()) {
            RetainedStream again = retained == null ? new RetainedStream(text.openUnchecked()) : retained;
            retained = again;
            return factory.createParser(JsonText.check(again, base));
        }
        if (ofArray == null) {
            return factory.createParser(text.open(base, endOffset));
        }
        JsonParser tokens = factory.createParser(ofArray.complete(text.open(base, endOffset)));
        if (!ofArray.opens()) {
            // The array, and the element that stands for those before.
            tokens.nextToken();
            tokens.nextToken();
            array = true;
        }
        return tokens;
    }

    /** Goes to the array under a key, or under keys joined by points, of the object that the parser stands at. */
    private JsonToken enter(JsonParser tokens, String rowsAt) throws IOException {
        for (String key : rowsAt.split("\\.", -1)) {
            boolean found = false;
            while (!found && tokens.currentToken() != null && tokens.nextToken() == JsonToken.FIELD_NAME) {
                found = tokens.currentName().equals(key);
                tokens.nextToken();
                if (!found) {
                    tokens.skipChildren();
                }
            }
            if (!found) {
                throw faults.noRowsAt(rowsAt, base);
            }
        }
        if (tokens.currentToken() != JsonToken.START_ARRAY) {
            throw faults.noRowsAt(rowsAt, base);
        }
        return JsonToken.START_ARRAY;
    }

    /** Whether a number at the very end of a file that somebody is writing may lack digits. */
    private boolean isUnfinishedNumber(long before) {
        JsonToken token = parser().currentToken();
        return dropsTail() && token != null && token.isNumeric() && isLastLine(before);
    }

    private Outcome recover(IOException failure, long before) {
        if (recovery.head() && (JsonFaults.isEnd(failure) || offset() + MOST_TOKEN_BYTES >= endOffset)) {
            ended = true;
            return Outcome.END;
        }
        if (dropsTail() && (JsonFaults.isEnd(failure) || isLastLine(before))) {
            ended = true;
            return Outcome.END;
        }
        if (recovery.skipLines() && !isArray() && isSeekable()) {
            long next = text.nextLine(text.skipBlanks(before, endOffset), endOffset);
            close();
            base = next;
            origin = next;
            array = false;
            ended = next >= endOffset;
            return Outcome.UNREADABLE;
        }
        if (recovery.skipLines() && !isArray() && retained != null) {
            return goOn(retained, before);
        }
        if (JsonFaults.isEnd(failure) && isSeekable() && endOffset < text.endOffset()) {
            readOn(before);
            throw faults.hiddenBorder(before);
        }
        throw faults.of(failure, origin, isSeekable() ? text.skipBlanks(before, endOffset) : before, isArray());
    }

    /** Goes on at the next line of a text that is read once; behind bytes that are not of its charset nobody knows where that begins. */
    private Outcome goOn(RetainedStream bytes, long before) {
        try {
            base = bytes.goBehindLine(before);
            ended = bytes.isAtEnd();
        } catch (IOException e) {
            throw faults.of(e, 0, before, false);
        }
        // Without closing it, which would close the bytes.
        parser = null;
        origin = base;
        array = false;
        return Outcome.UNREADABLE;
    }

    /** Reads a record that goes on beyond this part of the text, for the sake of what is wrong with it. */
    private void readOn(long before) {
        try (RecordCursor whole = new RecordCursor(text, factory, before, text.endOffset(), Recovery.NONE)) {
            whole.read(record -> record.parser().skipChildren());
        }
    }

    private boolean dropsTail() {
        return recovery.dropTail() && !isArray() && isSeekable() && endOffset == text.endOffset();
    }

    private boolean isLastLine(long before) {
        long start = text.skipBlanks(before, endOffset);
        return text.nextLine(start, endOffset) == endOffset && !text.endsWithLineFeed();
    }

    private boolean isSeekable() {
        return text.isSeekable();
    }

    /** Whether the records are elements of a top-level array; known from the first record on. */
    boolean isArray() {
        return array != null && array;
    }

    /** The parser: at the first token of a record when a visitor is called. */
    JsonParser parser() {
        if (parser == null) {
            throw new IllegalStateException("no record was read");
        }
        return parser;
    }

    /** Offset in the text of the first byte that the parser has not consumed. */
    long offset() {
        return parser == null
                ? base
                : Math.min(endOffset, origin + parser.currentLocation().getByteOffset());
    }

    /** Offset in the text of the token that the parser stands at. */
    long tokenOffset() {
        return origin + parser().currentTokenLocation().getByteOffset();
    }

    /** Line of the token that the parser stands at, counted from 1 where this cursor began or went on after a mistake. */
    int tokenLine() {
        return parser().currentTokenLocation().getLineNr();
    }

    JsonFaults faults() {
        return faults;
    }

    @Override
    public void close() {
        if (parser != null) {
            try {
                if (retained == null) {
                    parser.close();
                } else {
                    retained.close();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("a stream over memory failed to close", e);
            }
            parser = null;
        }
    }
}
