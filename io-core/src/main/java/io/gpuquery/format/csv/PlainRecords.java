package io.gpuquery.format.csv;

import io.gpuquery.column.Bytes;
import io.gpuquery.format.text.FieldBlock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of text that is written as most is: found in the bytes, eight at a time and a block of records after the other, without
 * decoding what nobody wants.
 *
 * <p>Whatever is not so (a field too long, text behind a quote, bytes that are not UTF-8, a last record without a line end) is left to
 * {@link CsvRecords}, from the record on in which it stands, so that there is one place that knows all rules and errors. For UTF-8
 * without escapes and comments. For one thread.
 */
final class PlainRecords implements Records {
    private static final int BUFFER_BYTES = FieldEnds.MOST_BYTES;
    /** A record that does not fit this is not as most are. */
    private static final int LARGEST_BUFFER_BYTES = 1 << 20;

    private static final int NO_FIELD = Integer.MAX_VALUE;
    /** No byte of UTF-8. */
    private static final byte NO_QUOTE = (byte) 0xff;

    private static final long LINE_FEEDS = Bytes.repeat((byte) '\n');
    private static final long RETURNS = Bytes.repeat((byte) '\r');

    private final CsvText text;
    private final FieldSelection selection;
    private final int columnCount;
    private final boolean complete;
    private final Set<String> nullWords;
    private final NullWords words;
    private final long startOffset;
    private final long endOffset;
    private final byte delimiter;
    private final byte quote;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    private byte[] buffer = new byte[BUFFER_BYTES + FieldEnds.PADDING_BYTES];
    private int limit;
    /** Of the first record behind the block. */
    private int position;

    private long bufferOffset;
    private long line;

    /** The indexes of the wanted fields, then none. */
    private final int[] wanted;

    private final FieldBlock[] blocks;
    private final int[][] starts;
    private final int[][] ends;

    /** Where fields end in the buffer from some position on, and the records of it that were there already. */
    private final FieldEnds fieldEnds;

    private boolean indexed;
    private boolean regular;
    private int passed;

    /** Of each record of the block; the first is its place in {@link #fieldEnds}. */
    private final int[] firstEnds = new int[FieldBlock.ROWS];

    private final int[] recordStarts = new int[FieldBlock.ROWS];

    private final long[] lines = new long[FieldBlock.ROWS];
    private final int[] fieldCounts = new int[FieldBlock.ROWS];
    private final boolean[] left = new boolean[FieldBlock.ROWS];
    private int row;

    /** Whether the record behind the block is one for others. */
    private boolean isUnusual;
    /** Of the last quoted field: line ends in it, bits of its bytes, and whether there are doubled quotes. */
    private int quotedLines;

    private long quotedBits;
    private boolean doubled;

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
        this.words = new NullWords(nullWords);
        this.startOffset = start.offsetBytes();
        this.endOffset = endOffset;
        this.bufferOffset = startOffset;
        this.line = start.line();
        CsvSyntax syntax = text.syntax();
        this.delimiter = (byte) syntax.delimiter();
        this.quote = syntax.quote() == CsvSyntax.NONE ? NO_QUOTE : (byte) syntax.quote();
        this.fieldEnds = new FieldEnds(delimiter, quote);
        int count = selection.count();
        this.wanted = Arrays.copyOf(selection.indexes(), count + 1);
        wanted[count] = NO_FIELD;
        this.blocks = new FieldBlock[count];
        this.starts = new int[count][];
        this.ends = new int[count][];
        for (int i = 0; i < count; i++) {
            blocks[i] = new FieldBlock();
            starts[i] = blocks[i].starts();
            ends[i] = blocks[i].ends();
        }
    }

    /** Whether text may be read so. */
    static boolean suit(CsvText text) {
        return text.charset().equals(StandardCharsets.UTF_8) && RecordBorders.areFound(text.charset(), text.syntax());
    }

    /**
     * Goes to a block of records; how many there are: none at the end, or where {@link #next} has to read them. Afterwards
     * {@link #block} has their fields, and each of them can be made the present one.
     */
    int nextBlock(int mostRows) {
        while (unusual == null && bufferOffset + position < endOffset) {
            int before = position;
            int most = Math.min(mostRows, FieldBlock.ROWS);
            int count = isRegular() ? take(most) : find(most);
            if (count > 0) {
                for (FieldBlock block : blocks) {
                    block.set(buffer, count);
                    words.findIn(block, count);
                }
                return count;
            }
            // Behind blank lines there may be a record.
            if (position == before && (isUnusual || !fill())) {
                leaveToOthers();
            }
        }
        return 0;
    }

    /** The fields of the block, by the position of the column among the wanted ones. */
    FieldBlock block(int field) {
        return blocks[field];
    }

    /** For each record of the block whether it has fewer or more fields than the table has columns; the caller may mark others. */
    boolean[] left() {
        return left;
    }

    /** How many fields a record of the block has; an empty one behind a delimiter at the end counts. */
    int fieldCount(int ofRow) {
        return fieldCounts[ofRow];
    }

    /** Makes a record of the block the present one. */
    void go(int newRow) {
        row = newRow;
    }

    @Override
    public boolean next() {
        if (nextBlock(1) > 0) {
            row = 0;
            return true;
        }
        return unusual != null && unusual.next();
    }

    /** Whether {@link #fieldEnds} knows more records from the position on. */
    private boolean isRegular() {
        if (!indexed) {
            indexed = true;
            passed = 0;
            int to = Math.min(limit, position + FieldEnds.MOST_BYTES);
            regular = fieldEnds.find(buffer, position, to) && (fieldEnds.isAscii() || isUtf8(position, indexedEnd()));
        }
        return regular && passed < fieldEnds.recordCount();
    }

    /** Behind the last record that {@link #fieldEnds} knows. */
    private int indexedEnd() {
        int count = fieldEnds.recordCount();
        return count == 0 ? position : fieldEnds.stops()[fieldEnds.recordEnds()[count - 1]] + 1;
    }

    /** Takes records that {@link #fieldEnds} knows, and moves the position behind them. */
    private int take(int most) {
        int[] stops = fieldEnds.stops();
        int[] recordEnds = fieldEnds.recordEnds();
        int known = fieldEnds.recordCount();
        int count = 0;
        int first = passed == 0 ? 0 : recordEnds[passed - 1];
        while (count < most && passed < known) {
            int last = recordEnds[passed++];
            int fields = last - first;
            boolean isRecord = true;
            if (fields == columnCount) {
                left[count] = false;
            } else {
                int start = stops[last - 1] + 1;
                int end = withoutReturn(start, stops[last]);
                isRecord = fields != 1 || !isBlank(start, end);
                left[count] = fields != columnCount + 1 || start != end;
            }
            if (isRecord) {
                firstEnds[count] = first;
                fieldCounts[count] = fields;
                recordStarts[count] = stops[first] + 1;
                lines[count++] = line;
            }
            line++;
            first = last;
        }
        position = stops[first] + 1;
        for (int i = 0; i < blocks.length; i++) {
            takeFields(wanted[i], count, starts[i], ends[i]);
        }
        return count;
    }

    private void takeFields(int field, int count, int[] fieldStarts, int[] fieldEndings) {
        int[] stops = fieldEnds.stops();
        for (int i = 0; i < count; i++) {
            int at = firstEnds[i] + Math.min(field, fieldCounts[i] - 1);
            fieldStarts[i] = stops[at] + 1;
            fieldEndings[i] = stops[at + 1];
        }
        if (fieldEnds.hasReturns()) {
            for (int i = 0; i < count; i++) {
                fieldEndings[i] = withoutReturn(fieldStarts[i], fieldEndings[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            if (left[i] && field >= fieldCounts[i]) {
                fieldStarts[i] = fieldEndings[i];
            }
        }
        if (fieldEnds.hasQuotes()) {
            for (int i = 0; i < count; i++) {
                int start = fieldStarts[i];
                int end = fieldEndings[i];
                if (start < end && buffer[start] == quote) {
                    boolean hasDoubled = fieldEnds.hasDoubledQuotes() && hasQuote(start + 1, end - 1);
                    fieldStarts[i] = hasDoubled ? ~(start + 1) : start + 1;
                    fieldEndings[i] = ~(end - 1);
                }
            }
        }
    }

    private int withoutReturn(int start, int end) {
        return end > start && buffer[end] == '\n' && buffer[end - 1] == '\r' ? end - 1 : end;
    }

    private boolean hasQuote(int from, int to) {
        for (int at = from; at < to; at++) {
            if (buffer[at] == quote) {
                return true;
            }
        }
        return false;
    }

    /** Looks for records from the position on, and moves it behind them: as many as are in the buffer, and none that is unusual. */
    private int find(int most) {
        byte[] bytes = buffer;
        int end = limit;
        long delimiters = Bytes.repeat(delimiter);
        long quotes = Bytes.repeat(quote);
        long seen = 0;
        int count = 0;
        int at = position;
        int recordStart = at;
        int fieldStart = at;
        int field = 0;
        int next = 0;
        int nextWanted = wanted[0];
        int recordLines = 1;
        // Of a quoted field where it is closed.
        int close = -1;
        isUnusual = false;
        records:
        while (at < end) {
            long word = Bytes.word(bytes, at);
            seen |= word;
            long stops = Bytes.equal(word, delimiters)
                    | Bytes.equal(word, LINE_FEEDS)
                    | Bytes.equal(word, RETURNS)
                    | Bytes.equal(word, quotes);
            while (stops != 0) {
                int stop = at + Bytes.first(stops);
                stops &= stops - 1;
                if (stop >= end) {
                    break records;
                }
                byte b = bytes[stop];
                if (b == quote) {
                    if (stop != fieldStart) {
                        // An ordinary character; behind a closing quote the end of the field is not where it should be.
                        continue;
                    }
                    close = closing(stop + 1, end);
                    if (close < 0) {
                        break records;
                    }
                    recordLines += quotedLines;
                    seen |= quotedBits;
                    at = close + 1;
                    continue records;
                }
                if (close >= 0 && stop != close + 1) {
                    isUnusual = true;
                    break records;
                }
                if (field == nextWanted) {
                    if (close < 0) {
                        starts[next][count] = fieldStart;
                        ends[next][count] = stop;
                    } else {
                        starts[next][count] = doubled ? ~(fieldStart + 1) : fieldStart + 1;
                        ends[next][count] = ~close;
                    }
                    nextWanted = wanted[++next];
                }
                field++;
                if (b == delimiter) {
                    close = -1;
                    fieldStart = stop + 1;
                    continue;
                }
                int behind = stop + 1;
                if (b == '\r') {
                    if (behind == end && bufferOffset + end < endOffset) {
                        break records;
                    }
                    behind += behind < end && bytes[behind] == '\n' ? 1 : 0;
                }
                boolean isRecord = true;
                if (field == columnCount) {
                    left[count] = false;
                } else if (field == 1 && close < 0 && isBlank(fieldStart, stop)) {
                    isRecord = false;
                } else {
                    left[count] = field != columnCount + 1 || close >= 0 || fieldStart != stop;
                    for (; nextWanted != NO_FIELD; nextWanted = wanted[++next]) {
                        starts[next][count] = stop;
                        ends[next][count] = stop;
                    }
                }
                if (isRecord) {
                    recordStarts[count] = recordStart;
                    lines[count] = line;
                    fieldCounts[count++] = field;
                }
                line += recordLines;
                recordLines = 1;
                recordStart = behind;
                fieldStart = behind;
                field = 0;
                next = 0;
                nextWanted = wanted[0];
                close = -1;
                if (count == most) {
                    break records;
                }
                if (b == '\r') {
                    at = behind;
                    continue records;
                }
            }
            at += Long.BYTES;
        }
        int from = position;
        position = recordStart;
        return (seen & Bytes.HIGH_BITS) == 0 || isUtf8(from, recordStart) ? count : cut(count);
    }

    /** Where a quoted field is closed; negative if the buffer ends before, or it is unusual. */
    private int closing(int from, int end) {
        long quotes = Bytes.repeat(quote);
        long bits = 0;
        int lineFeeds = 0;
        doubled = false;
        for (int at = from; at < end; ) {
            long word = Bytes.word(buffer, at);
            bits |= word;
            long stops = Bytes.equal(word, quotes) | Bytes.equal(word, LINE_FEEDS) | Bytes.equal(word, RETURNS);
            int behind = at + Long.BYTES;
            while (stops != 0) {
                int stop = at + Bytes.first(stops);
                stops &= stops - 1;
                if (stop + 1 >= end) {
                    return -1;
                }
                if (buffer[stop] == '\n') {
                    lineFeeds++;
                } else if (buffer[stop] == '\r') {
                    isUnusual = true;
                    return -1;
                } else if (buffer[stop + 1] == quote) {
                    doubled = true;
                    behind = stop + 2;
                    break;
                } else {
                    quotedLines = lineFeeds;
                    quotedBits = bits;
                    return stop;
                }
            }
            at = behind;
        }
        return -1;
    }

    /** The records of a block before the first with bytes that are not UTF-8, which is unusual. */
    private int cut(int count) {
        for (int i = 0; i < count; i++) {
            if (!isUtf8(recordStarts[i], i + 1 < count ? recordStarts[i + 1] : position)) {
                position = recordStarts[i];
                line = lines[i];
                isUnusual = true;
                return i;
            }
        }
        return count;
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
        int room = buffer.length - FieldEnds.PADDING_BYTES;
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        bufferOffset += position;
        limit -= position;
        position = 0;
        if (limit == room) {
            if (room >= LARGEST_BUFFER_BYTES) {
                return false;
            }
            room *= 2;
            buffer = Arrays.copyOf(buffer, room + FieldEnds.PADDING_BYTES);
        }
        long from = bufferOffset + limit;
        int length = (int) Math.min(room - limit, endOffset - from);
        // A fault of a file that shrinks comes out here.
        text.contents().guard(() -> text.contents().region().slice(from, length).get(buffer, limit, length));
        limit += length;
        indexed = false;
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
        int fields = fieldCounts[row];
        return new RecordShape(lines[row], 0, 0, fields, false, fields > columnCount && hasSurplus());
    }

    /** Whether a field of the present record beyond the columns has text. */
    private boolean hasSurplus() {
        int at = recordStarts[row];
        for (int field = 0; field < fieldCounts[row]; field++) {
            int start = at;
            boolean quoted = buffer[at] == quote;
            if (quoted) {
                at = closing(at + 1, limit) + 1;
            }
            while (buffer[at] != delimiter && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            if (field >= columnCount && (quoted || !isBlank(start, at))) {
                return true;
            }
            at++;
        }
        return false;
    }

    @Override
    public @Nullable String text(int field) {
        if (unusual != null) {
            return unusual.text(field);
        }
        FieldBlock block = blocks[field];
        if (block.starts()[row] == block.ends()[row]) {
            return null;
        }
        String value = block.text(row);
        if (!block.isDoubled(row)) {
            return value;
        }
        String one = String.valueOf(text.syntax().quote());
        return value.replace(one + one, one);
    }

    @Override
    public long consumedBytes() {
        return unusual == null
                ? bufferOffset + position - startOffset
                : unusualOffset - startOffset + unusual.consumedBytes();
    }
}
