package io.gpuquery.format.csv;

import io.gpuquery.column.Utf8Bytes;
import io.gpuquery.format.text.FieldBlock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of text in UTF-8, found in the bytes, a block of records after the other, without decoding what nobody wants.
 *
 * <p>What breaks a rule (text behind a quote, bytes that are not UTF-8) and what is too long is left to {@link CsvRecords}, from the
 * record on in which it stands, and so is a last record without a line end: there is one place that knows all errors. For one thread.
 */
final class PlainRecords implements Records {
    private static final int BUFFER_BYTES = FieldEnds.MOST_BYTES;
    /** A record that does not fit this is not as most are. */
    private static final int LARGEST_BUFFER_BYTES = 1 << 20;

    /** No byte of UTF-8. */
    private static final byte NO_BYTE = (byte) 0xff;

    private final CsvText text;
    private final FieldSelection selection;
    private final int columnCount;
    private final boolean complete;
    private final Set<String> nullWords;
    private final NullWords words;
    private final long startOffset;
    private final long endOffset;
    private final byte quote;
    private final byte comment;
    private final FieldText fieldText;

    private byte[] buffer = new byte[BUFFER_BYTES + FieldEnds.PADDING_BYTES];
    private int limit;
    /** Of the first record behind the block. */
    private int position;

    private long bufferOffset;
    /** A place up to which lines were counted, and the number of its line. */
    private long countedOffset;

    private long countedLine;

    /** The indexes of the wanted fields. */
    private final int[] wanted;

    private final FieldBlock[] blocks;

    /** Where fields end in the buffer from some position on, and the records of it that were there already. */
    private final FieldIndex index;

    private final FieldEnds fieldEnds;
    private final CarefulEnds carefulEnds;
    private boolean indexed;
    private int indexEnd;
    private int passed;
    /** Whether the record behind those of the index is one for others. */
    private boolean isUnusual;

    /** Of each record of the block; the first is its place in the index. */
    private final int[] firstEnds = new int[FieldBlock.ROWS];

    private final int[] fieldCounts = new int[FieldBlock.ROWS];
    private final boolean[] left = new boolean[FieldBlock.ROWS];
    private int row;

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
        this.countedOffset = startOffset;
        this.countedLine = start.line();
        CsvSyntax syntax = text.syntax();
        this.quote = syntax.quote() == CsvSyntax.NONE ? NO_BYTE : (byte) syntax.quote();
        this.comment = syntax.comment() == CsvSyntax.NONE ? NO_BYTE : (byte) syntax.comment();
        this.fieldText = new FieldText(syntax);
        this.index = new FieldIndex(columnCount, FieldEnds.MOST_STOPS);
        this.fieldEnds = new FieldEnds(syntax, index);
        this.carefulEnds = new CarefulEnds(syntax, index);
        this.wanted = selection.indexes();
        this.blocks = new FieldBlock[wanted.length];
        Arrays.setAll(blocks, i -> new FieldBlock());
    }

    /** Goes to the start of a later record, before anything was read. */
    void start(long offset) {
        bufferOffset = offset;
    }

    /** Where the next record begins, or a line before it that is none; -1 where others read it. */
    long nextOffset() {
        return unusual == null ? bufferOffset + position : -1;
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
            if (!indexed) {
                findEnds();
            }
            if (passed < index.recordCount) {
                // None if all of them are blank.
                int count = take(Math.min(mostRows, FieldBlock.ROWS));
                if (count > 0) {
                    for (FieldBlock block : blocks) {
                        block.set(buffer, count);
                        words.findIn(block, count);
                    }
                    return count;
                }
            } else if (passed > 0 && indexEnd < limit && !isUnusual) {
                indexed = false;
            } else if (isUnusual || !fill()) {
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

    /** Fills the index from the position on. */
    private void findEnds() {
        indexed = true;
        passed = 0;
        isUnusual = false;
        indexEnd = Math.min(limit, position + FieldEnds.MOST_BYTES);
        boolean found = fieldEnds.find(buffer, position, indexEnd);
        if (!found || (index.recordCount == 0 && indexEnd < limit)) {
            indexEnd = limit;
            carefulEnds.find(buffer, position, limit, bufferOffset + limit == endOffset);
            isUnusual = carefulEnds.isUnusual();
        }
        if (index.recordCount > 0 && !(found && fieldEnds.isAscii())) {
            int end = index.stops[index.recordEnd(index.recordCount - 1)] + 1;
            int invalid = Utf8Bytes.firstInvalid(buffer, position, end);
            if (invalid >= 0) {
                // Whoever the record is left to says so, and where.
                index.cut(invalid);
                isUnusual = true;
            }
        }
    }

    /** Takes records that the index knows, and moves the position behind them. */
    private int take(int most) {
        int count = index.isUniform ? takeUniform(most) : takeAny(most);
        position = index.stops[index.recordStart(passed)] + 1;
        for (int i = 0; i < blocks.length; i++) {
            takeFields(wanted[i], count, blocks[i].starts(), blocks[i].ends());
        }
        return count;
    }

    private int takeUniform(int most) {
        int count = Math.min(most, index.recordCount - passed);
        int first = index.recordStart(passed);
        for (int i = 0; i < count; i++) {
            firstEnds[i] = first + i * columnCount;
        }
        Arrays.fill(fieldCounts, 0, count, columnCount);
        Arrays.fill(left, 0, count, false);
        passed += count;
        return count;
    }

    private int takeAny(int most) {
        int[] stops = index.stops;
        int count = 0;
        int first = index.recordStart(passed);
        while (count < most && passed < index.recordCount) {
            int last = index.recordEnd(passed++);
            int fields = last - first;
            boolean isRecord = !index.hasComments || buffer[stops[first] + 1] != comment;
            if (fields == columnCount) {
                left[count] = false;
            } else {
                int start = stops[last - 1] + 1;
                int end = withoutReturn(start, stops[last]);
                isRecord &= fields != 1 || !isBlank(start, end);
                left[count] = fields != columnCount + 1 || start != end;
            }
            if (isRecord) {
                firstEnds[count] = first;
                fieldCounts[count++] = fields;
            }
            first = last;
        }
        return count;
    }

    private void takeFields(int field, int count, int[] starts, int[] ends) {
        int[] stops = index.stops;
        if (index.isUniform) {
            int first = firstEnds[0] + field;
            for (int i = 0; i < count; i++) {
                int at = first + i * columnCount;
                starts[i] = stops[at] + 1;
                ends[i] = stops[at + 1];
            }
        } else {
            for (int i = 0; i < count; i++) {
                int at = firstEnds[i] + Math.min(field, fieldCounts[i] - 1);
                starts[i] = stops[at] + 1;
                ends[i] = stops[at + 1];
            }
        }
        if (index.hasReturns) {
            for (int i = 0; i < count; i++) {
                ends[i] = withoutReturn(starts[i], ends[i]);
            }
        }
        if (!index.isUniform) {
            for (int i = 0; i < count; i++) {
                if (field >= fieldCounts[i]) {
                    starts[i] = ends[i];
                }
            }
        }
        if (index.hasQuotes || index.hasEscapes) {
            for (int i = 0; i < count; i++) {
                takeText(starts, ends, i);
            }
        }
    }

    /** Leaves the quotes out of a field, and what stands for something else. */
    private void takeText(int[] starts, int[] ends, int ofRow) {
        int start = starts[ofRow];
        int end = ends[ofRow];
        if (start >= end) {
            return;
        }
        boolean quoted = buffer[start] == quote;
        if (quoted) {
            start++;
            end = fieldText.closing(buffer, end);
        }
        if (index.hasEscapes) {
            end = fieldText.unescape(buffer, start, end, quoted);
        }
        starts[ofRow] = start;
        ends[ofRow] = quoted ? ~end : end;
    }

    /** Of a field that ends a record with a return and a line feed, the end. */
    private int withoutReturn(int start, int end) {
        return end > start && buffer[end] == '\n' && buffer[end - 1] == '\r' ? end - 1 : end;
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t') {
                return false;
            }
        }
        return true;
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

    /** The number of the line at a place in the buffer. Lines are counted when somebody asks, for it takes time. */
    private long lineAt(int at) {
        long offset = bufferOffset + at;
        if (offset < countedOffset) {
            throw new IllegalStateException("lines are counted forwards");
        }
        countedLine += LineCount.between(text.contents(), countedOffset, offset, text.cancellation());
        countedOffset = offset;
        return countedLine;
    }

    private void leaveToOthers() {
        unusualOffset = bufferOffset + position;
        unusual = new CsvRecords(
                text.feed(
                        new TextPosition(unusualOffset, lineAt(position)), endOffset, selection, columnCount, complete),
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
        long line = lineAt(index.stops[firstEnds[row]] + 1);
        return new RecordShape(line, 0, 0, fields, false, fields > columnCount && hasSurplus());
    }

    /** Whether a field of the present record beyond the columns has text. */
    private boolean hasSurplus() {
        int[] stops = index.stops;
        int first = firstEnds[row];
        for (int field = columnCount; field < fieldCounts[row]; field++) {
            int start = stops[first + field] + 1;
            int end = withoutReturn(start, stops[first + field + 1]);
            if (!isBlank(start, end)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable String text(int field) {
        if (unusual != null) {
            return unusual.text(field);
        }
        FieldBlock block = blocks[field];
        return block.starts()[row] == block.ends()[row] ? null : block.text(row);
    }

    @Override
    public long consumedBytes() {
        return unusual == null
                ? bufferOffset + position - startOffset
                : unusualOffset - startOffset + unusual.consumedBytes();
    }
}
