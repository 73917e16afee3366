package io.gpuquery.format.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of text that is written as most is: found in the bytes, a field at a time, without decoding what nobody wants.
 *
 * <p>Whatever is not so (a field too long, text behind a quote, bytes that are not UTF-8, a last record without a line end) is left to
 * {@link CsvRecords}, from the record on in which it stands, so that there is one place that knows all rules and errors. For UTF-8
 * without escapes and comments. For one thread.
 */
final class PlainRecords implements Records {
    private static final int BUFFER_BYTES = 64 << 10;
    /** A record that does not fit this is not as most are. */
    private static final int LARGEST_BUFFER_BYTES = 1 << 20;

    /** What became of looking for a record. */
    private enum Outcome {
        FOUND,
        /** The buffer ends before it does. */
        INCOMPLETE,
        UNUSUAL
    }

    private final CsvText text;
    private final FieldSelection selection;
    private final int columnCount;
    private final boolean complete;
    private final Set<String> nullWords;
    private final long startOffset;
    private final long endOffset;
    private final byte delimiter;
    private final byte quote;
    private final boolean quoted;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    private byte[] buffer = new byte[BUFFER_BYTES];
    private int limit;
    /** Of the present record, then of the next one. */
    private int position;

    private long bufferOffset;
    private long line;

    private final int[] starts;
    private final int[] ends;
    /** Bit 0: in quotes; bit 1: with doubled quotes. */
    private final byte[] marks;

    private int found;
    private boolean ascii;
    private int recordEnd;
    private long linesOfRecord;
    private @Nullable RecordShape shape;
    private @Nullable CsvRecords unusual;
    private long unusualOffset;

    /** Takes the stretch to read as {@link CsvText#feed} does. */
    PlainRecords(
            CsvText text,
            TextPosition start,
            long endOffset,
            FieldSelection selection,
            int columnCount,
            boolean complete,
            Set<String> nullWords) {
        this.text = text;
        this.selection = selection;
        this.columnCount = columnCount;
        this.complete = complete;
        this.nullWords = nullWords;
        this.startOffset = start.offsetBytes();
        this.endOffset = endOffset;
        this.bufferOffset = startOffset;
        this.line = start.line();
        this.delimiter = (byte) text.syntax().delimiter();
        this.quote = (byte) text.syntax().quote();
        this.quoted = text.syntax().quote() != CsvSyntax.NONE;
        this.starts = new int[selection.count()];
        this.ends = new int[selection.count()];
        this.marks = new byte[selection.count()];
    }

    /** Whether text may be read so. */
    static boolean suit(CsvText text) {
        return text.charset().equals(StandardCharsets.UTF_8) && RecordBorders.areFound(text.charset(), text.syntax());
    }

    @Override
    public boolean next() {
        while (unusual == null) {
            if (bufferOffset + position == endOffset) {
                shape = null;
                return false;
            }
            Outcome outcome = find();
            if (outcome == Outcome.INCOMPLETE && !fill()) {
                outcome = Outcome.UNUSUAL;
            }
            if (outcome == Outcome.UNUSUAL) {
                leaveToOthers();
            } else if (outcome == Outcome.FOUND) {
                RecordShape record = shape();
                position = recordEnd;
                line += linesOfRecord;
                if (!record.blank() || columnCount == 1) {
                    return true;
                }
            }
        }
        return unusual.next();
    }

    /** Looks for the fields of the record at the position. */
    private Outcome find() {
        byte[] bytes = buffer;
        int end = limit;
        int at = position;
        int field = 0;
        int seen = 0;
        long lines = 1;
        boolean surplus = false;
        boolean blank = true;
        found = 0;
        while (true) {
            int start = at;
            byte mark = 0;
            int fieldEnd;
            if (at < end && bytes[at] == quote && quoted) {
                mark = 1;
                at++;
                while (true) {
                    while (at < end && bytes[at] != quote) {
                        byte b = bytes[at++];
                        seen |= b;
                        if (b == '\n') {
                            lines++;
                        } else if (b == '\r') {
                            return Outcome.UNUSUAL;
                        }
                    }
                    if (at + 1 >= end) {
                        return Outcome.INCOMPLETE;
                    }
                    if (bytes[at + 1] != quote) {
                        break;
                    }
                    mark = 3;
                    at += 2;
                }
                fieldEnd = at++;
                start++;
                blank = false;
                surplus |= field >= columnCount;
            } else {
                while (at < end) {
                    byte b = bytes[at];
                    if (b == delimiter || b == '\n' || b == '\r') {
                        break;
                    }
                    seen |= b;
                    at++;
                }
                fieldEnd = at;
                if (field == 0 || field >= columnCount) {
                    boolean hasText = !isBlank(start, fieldEnd);
                    blank &= !hasText;
                    surplus |= field >= columnCount && hasText;
                }
            }
            if (at >= end) {
                return Outcome.INCOMPLETE;
            }
            if (selection.has(field)) {
                starts[found] = start;
                ends[found] = fieldEnd;
                marks[found++] = mark;
            }
            field++;
            byte stop = bytes[at++];
            if (stop == delimiter) {
                blank = false;
            } else if (stop == '\n' || stop == '\r') {
                if (stop == '\r') {
                    if (at == end && bufferOffset + at < endOffset) {
                        return Outcome.INCOMPLETE;
                    }
                    at += at < end && bytes[at] == '\n' ? 1 : 0;
                }
                break;
            } else {
                return Outcome.UNUSUAL;
            }
        }
        ascii = seen >= 0;
        if (!ascii && !isUtf8(position, at)) {
            return Outcome.UNUSUAL;
        }
        recordEnd = at;
        linesOfRecord = lines;
        shape = new RecordShape(line, 0, 0, field, blank, surplus);
        return Outcome.FOUND;
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    private boolean isUtf8(int from, int to) {
        try {
            decoder.decode(ByteBuffer.wrap(buffer, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            // Whoever the record is left to says so, and where.
            return false;
        }
    }

    /** Reads on behind what is in the buffer; false if there is nothing, or no room for it. */
    private boolean fill() {
        text.cancellation().check();
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        bufferOffset += position;
        limit -= position;
        position = 0;
        if (limit == buffer.length) {
            if (buffer.length == LARGEST_BUFFER_BYTES) {
                return false;
            }
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        long from = bufferOffset + limit;
        int length = (int) Math.min(buffer.length - limit, endOffset - from);
        // A fault of a file that shrinks comes out here.
        text.contents().guard(() -> text.contents().region().slice(from, length).get(buffer, limit, length));
        limit += length;
        return length > 0;
    }

    private void leaveToOthers() {
        unusualOffset = bufferOffset + position;
        unusual = new CsvRecords(
                text.feed(new TextPosition(unusualOffset, line), endOffset, selection, columnCount, complete),
                text.problems(),
                text.syntax(),
                selection.count(),
                columnCount,
                nullWords);
        buffer = new byte[0];
    }

    @Override
    public RecordShape shape() {
        if (unusual != null) {
            return unusual.shape();
        }
        if (shape == null) {
            throw new IllegalStateException("no record");
        }
        return shape;
    }

    @Override
    public @Nullable String text(int field) {
        if (unusual != null) {
            return unusual.text(field);
        }
        if (field >= found) {
            return null;
        }
        int start = starts[field];
        int length = ends[field] - start;
        boolean inQuotes = marks[field] != 0;
        if (length == 0) {
            return inQuotes ? "" : null;
        }
        String value = new String(buffer, start, length, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        if (marks[field] == 3) {
            String one = String.valueOf(text.syntax().quote());
            return value.replace(one + one, one);
        }
        return inQuotes || nullWords.isEmpty() || !nullWords.contains(value.strip()) ? value : null;
    }

    @Override
    public long consumedBytes() {
        return unusual == null
                ? bufferOffset + position - startOffset
                : unusualOffset - startOffset + unusual.consumedBytes();
    }
}
