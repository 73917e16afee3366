package io.gpuquery.format.json;

import io.gpuquery.column.Bytes;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.FieldBlock;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.Cancellation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are written as most are, one behind the other: found in the bytes, a block of them at a time, their keys where those of the
 * object before were, without making anything of values that nobody wants.
 *
 * <p>Whatever is not so (nested values, keys with escapes, keys that come again, comments, what is no JSON) is left to
 * {@link RecordCursor}, so that there is one place that knows all rules and errors; all that is taken here is checked to be JSON by RFC
 * 8259. For UTF-8. For one thread; owns nothing outside the heap.
 */
final class PlainObjects {
    private static final int BUFFER_BYTES = 128 << 10;
    /** An object that does not fit is not as most are. */
    private static final int LARGEST_BUFFER_BYTES = 1 << 20;
    /** Longer keys and numbers are not as most are. */
    private static final int MOST_KEY_BYTES = 500;

    private static final int INCOMPLETE = -1;
    private static final int UNUSUAL = -2;
    private static final int NO_COLUMN = -1;

    private static final long ONES = Bytes.repeat((byte) 1);
    private static final long ZEROS = Bytes.repeat((byte) '0');
    private static final long NO_DIGITS = Bytes.repeat((byte) (0x80 - 10));
    private static final long QUOTES = Bytes.repeat((byte) '"');
    private static final long ESCAPES = Bytes.repeat((byte) '\\');
    private static final long BLANKS = Bytes.repeat((byte) ' ');

    /** What a column takes. */
    private enum Takes {
        ANYTHING,
        NUMBERS,
        BOOLEANS,
        STRINGS
    }

    private final MemoryRegion region;
    private final long startOffset;
    private final long endOffset;
    private final @Nullable ArrayPart array;
    private final Cancellation cancellation;
    private final Map<String, Integer> columnOfKey;
    /** Column to field, or negative. */
    private final int[] fieldOfColumn;

    private final FieldBlock[] blocks;
    private final int[][] starts;
    private final int[][] ends;
    private final Takes[] takes;

    /** The keys of the last object, and their columns. */
    private byte[] @Nullable [] keys = new byte[16][];

    private int[] columns = new int[16];
    /** Column to the number of the object that last had it. */
    private final long[] lastObject;

    private long objectNumber;
    /** How the last object is written. */
    private final ObjectLayout layout = new ObjectLayout();
    /** Of each value of such an object its field, or a negative number. */
    private int[] layoutFields = new int[16];
    /** Fields that such an object has no value for. */
    private int[] layoutAbsent = new int[0];

    private int layoutIgnored;

    private byte[] buffer = new byte[BUFFER_BYTES + Long.BYTES];
    private long bufferOffset;
    private int limit;
    private int position;

    private final int[] objectStarts = new int[FieldBlock.ROWS];
    private final int[] objectEnds = new int[FieldBlock.ROWS];
    /** Of each object of the block, keys that are no columns. */
    private final int[] ignored = new int[FieldBlock.ROWS];

    private final boolean[] left = new boolean[FieldBlock.ROWS];
    /** Whether a byte of the value read last, a string, is an escape. */
    private boolean hasEscapes;

    private long seen;

    /**
     * @param columnOfKey the column of each key
     * @param fieldOfColumn the field of each column, negative where it is not wanted
     * @param types of the fields
     * @param array what the text is of an array; null where objects follow each other
     */
    PlainObjects(
            MemoryRegion region,
            long startOffset,
            long endOffset,
            Cancellation cancellation,
            Map<String, Integer> columnOfKey,
            int[] fieldOfColumn,
            List<ColumnType> types,
            @Nullable ArrayPart array) {
        this.region = region;
        this.endOffset = endOffset;
        this.cancellation = cancellation;
        this.columnOfKey = columnOfKey;
        this.fieldOfColumn = fieldOfColumn;
        this.lastObject = new long[fieldOfColumn.length];
        this.blocks = new FieldBlock[types.size()];
        this.starts = new int[types.size()][];
        this.ends = new int[types.size()][];
        this.takes = new Takes[types.size()];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new FieldBlock();
            starts[i] = blocks[i].starts();
            ends[i] = blocks[i].ends();
            takes[i] = switch (types.get(i).kind()) {
                case VARCHAR -> Takes.ANYTHING;
                case BOOLEAN -> Takes.BOOLEANS;
                case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> Takes.NUMBERS;
                case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARBINARY, UUID, ARRAY, MAP, ROW -> Takes.STRINGS;
            };
        }
        this.bufferOffset = startOffset;
        this.startOffset = startOffset;
        this.array = array;
    }

    /** Whether the objects are elements of an array. */
    boolean isOfArray() {
        return array != null;
    }

    /** Where the next object, or what is not as most are, begins. */
    long offset() {
        return bufferOffset + position;
    }

    boolean isAtEnd() {
        return offset() == endOffset;
    }

    /** Goes on at an offset. */
    void seek(long offset) {
        long inBuffer = offset - bufferOffset;
        if (inBuffer >= 0 && inBuffer <= limit) {
            position = (int) inBuffer;
        } else {
            bufferOffset = offset;
            position = 0;
            limit = 0;
        }
    }

    /** Goes to a block of objects; how many: none at the end, or where something is not as most are. */
    int nextBlock(int mostRows) {
        int most = Math.min(mostRows, FieldBlock.ROWS);
        while (true) {
            int count = 0;
            seen = 0;
            int first = position;
            int outcome = position;
            while (count < most) {
                int start = skipBlanks(position);
                if (start == limit) {
                    position = array == null || bufferOffset + limit == endOffset ? start : position;
                    outcome = INCOMPLETE;
                    break;
                }
                if (array != null) {
                    start = behindSeparator(start);
                    if (start < 0) {
                        outcome = start;
                        break;
                    }
                }
                outcome = layout.valueCount() == 0 ? UNUSUAL : readLike(start, count);
                if (outcome < 0) {
                    outcome = readAndNote(start, count);
                }
                if (outcome < 0) {
                    break;
                }
                objectStarts[count] = start;
                objectEnds[count++] = outcome;
                position = outcome;
            }
            if (count > 0) {
                count = (seen & Bytes.HIGH_BITS) == 0 ? count : validObjects(count, first);
                for (FieldBlock block : blocks) {
                    block.set(buffer, count);
                }
                return count;
            }
            if (outcome == UNUSUAL || !fill()) {
                return 0;
            }
        }
    }

    /** The fields of the block. */
    FieldBlock block(int field) {
        return blocks[field];
    }

    /** Whether an object of the block has values that its columns do not take as they are; the caller may mark others. */
    boolean[] left() {
        return left;
    }

    /** How many keys of an object of the block have no column. */
    int ignored(int row) {
        return ignored[row];
    }

    /** Where an object of the block begins. */
    long start(int row) {
        return bufferOffset + objectStarts[row];
    }

    /** Where the next element of the array begins: behind a comma, or what opens the array. */
    private int behindSeparator(int start) {
        boolean opening = bufferOffset + position == startOffset && array != null && array.opens();
        if (buffer[start] != (opening ? '[' : ',')) {
            return UNUSUAL;
        }
        int element = skipBlanks(start + 1);
        return element == limit ? INCOMPLETE : element;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < limit && isBlank(buffer[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Reads the object at an index if it is written as the last one is; the index behind it, negative if it is not. */
    private int readLike(int start, int row) {
        byte[] bytes = buffer;
        int count = layout.valueCount();
        int at = start;
        left[row] = false;
        for (int i = 0; i < count; i++) {
            int length = layout.length(i);
            if (at + length >= limit || !layout.matches(i, bytes, at)) {
                return UNUSUAL;
            }
            at += length;
            byte first = bytes[at];
            int end;
            if (first == '"') {
                end = stringEnd(at + 1);
            } else if (first <= '9') {
                end = plainNumberEnd(at);
            } else {
                end = valueEnd(at);
            }
            if (end < 0) {
                return UNUSUAL;
            }
            int field = layoutFields[i];
            if (field >= 0) {
                keep(field, row, at, end);
            }
            at = end;
        }
        if (at >= limit || bytes[at] != '}') {
            return UNUSUAL;
        }
        for (int field : layoutAbsent) {
            starts[field][row] = 0;
            ends[field][row] = 0;
        }
        ignored[row] = layoutIgnored;
        return at + 1;
    }

    /** Behind a number, where it has no more than eight digits before the point and behind it, and no exponent. */
    private int plainNumberEnd(int start) {
        int at = buffer[start] == '-' ? start + 1 : start;
        int digits = digitCount(Bytes.word(buffer, at));
        if (digits == 0 || digits == Long.BYTES || (digits > 1 && buffer[at] == '0')) {
            return numberEnd(start);
        }
        at += digits;
        if (at >= limit) {
            return INCOMPLETE;
        }
        if (buffer[at] == '.') {
            digits = digitCount(Bytes.word(buffer, at + 1));
            if (digits == 0 || digits == Long.BYTES) {
                return numberEnd(start);
            }
            at += 1 + digits;
        }
        if (at >= limit) {
            return INCOMPLETE;
        }
        byte behind = buffer[at];
        return behind == ',' || behind == '}' ? at : numberEnd(start);
    }

    /** How many digits a word begins with. */
    private static int digitCount(long word) {
        // A digit is 0 to 9 then; a byte with its highest bit set is none anyway, and carries only into those behind
        // it.
        long values = word ^ ZEROS;
        long others = ((values + NO_DIGITS) | values) & Bytes.HIGH_BITS;
        return others == 0 ? Long.BYTES : Bytes.first(others);
    }

    /** Notes how the object read last is written, in which no column was twice. */
    private void noteLayout() {
        int count = layout.valueCount();
        if (layoutFields.length < count) {
            layoutFields = new int[2 * count];
        }
        boolean[] present = new boolean[blocks.length];
        layoutIgnored = 0;
        for (int i = 0; i < count; i++) {
            int column = layout.column(i);
            layoutIgnored += column == NO_COLUMN ? 1 : 0;
            layoutFields[i] = column == NO_COLUMN ? NO_COLUMN : fieldOfColumn[column];
            if (layoutFields[i] >= 0) {
                present[layoutFields[i]] = true;
            }
        }
        layoutAbsent = IntStream.range(0, blocks.length)
                .filter(field -> !present[field])
                .toArray();
    }

    /** As {@link #readObject}; notes how the object is written. */
    private int readAndNote(int start, int row) {
        layout.begin();
        int outcome = readObject(start, row);
        if (outcome < 0 || !layout.ends(outcome - 1)) {
            layout.forget();
        } else {
            noteLayout();
        }
        return outcome;
    }

    /** Reads the object at an index; the index behind it, or why there is none. */
    private int readObject(int start, int row) {
        byte[] bytes = buffer;
        if (bytes[start] != '{') {
            return UNUSUAL;
        }
        objectNumber++;
        int noted = start;
        left[row] = false;
        ignored[row] = 0;
        for (int i = 0; i < blocks.length; i++) {
            starts[i][row] = 0;
            ends[i][row] = 0;
        }
        int at = skipBlanks(start + 1);
        if (at < limit && bytes[at] == '}') {
            return at + 1;
        }
        for (int place = 0; ; place++) {
            if (at >= limit) {
                return INCOMPLETE;
            }
            if (bytes[at] != '"') {
                return UNUSUAL;
            }
            int column;
            byte @Nullable [] key = place < keys.length ? keys[place] : null;
            int keyEnd = key == null ? 0 : at + 1 + key.length;
            if (key != null
                    && keyEnd < limit
                    && bytes[keyEnd] == '"'
                    && Arrays.equals(key, 0, key.length, bytes, at + 1, keyEnd)) {
                column = columns[place];
            } else {
                keyEnd = keyEnd(at + 1);
                if (keyEnd < 0) {
                    return keyEnd;
                }
                column = learn(place, at + 1, keyEnd);
            }
            at = skipBlanks(keyEnd + 1);
            if (at >= limit) {
                return INCOMPLETE;
            }
            if (bytes[at] != ':') {
                return UNUSUAL;
            }
            at = skipBlanks(at + 1);
            if (at >= limit) {
                return INCOMPLETE;
            }
            int valueEnd = valueEnd(at);
            if (valueEnd < 0) {
                return valueEnd;
            }
            layout.add(bytes, noted, at, valueEnd, column);
            noted = valueEnd;
            if (column == NO_COLUMN) {
                ignored[row]++;
            } else {
                if (lastObject[column] == objectNumber) {
                    return UNUSUAL;
                }
                lastObject[column] = objectNumber;
                if (fieldOfColumn[column] >= 0) {
                    keep(fieldOfColumn[column], row, at, valueEnd);
                }
            }
            at = skipBlanks(valueEnd);
            if (at >= limit) {
                return INCOMPLETE;
            }
            if (bytes[at] == '}') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return UNUSUAL;
            }
            at = skipBlanks(at + 1);
        }
    }

    private int keyEnd(int start) {
        for (int at = start; at < limit; at++) {
            byte b = buffer[at];
            if (b == '"') {
                return at;
            }
            if (b == '\\' || (b >= 0 && b < ' ') || at - start > MOST_KEY_BYTES) {
                return UNUSUAL;
            }
            seen |= (long) b & 0x80;
        }
        return INCOMPLETE;
    }

    /** The column of a key, which the next object is likely to have at the same place. */
    private int learn(int place, int start, int end) {
        if (place >= keys.length && place < MOST_KEY_BYTES) {
            keys = Arrays.copyOf(keys, 2 * keys.length);
            columns = Arrays.copyOf(columns, keys.length);
        }
        Integer known = columnOfKey.get(new String(buffer, start, end - start, StandardCharsets.UTF_8));
        int column = known == null ? NO_COLUMN : known;
        if (place < keys.length) {
            byte[] key = Arrays.copyOfRange(buffer, start, end);
            // Others are looked at each time, since they may be no UTF-8.
            keys[place] = isAscii(key) ? key : null;
            columns[place] = column;
        }
        return column;
    }

    private static boolean isAscii(byte[] key) {
        for (byte b : key) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Behind the value at an index, which is JSON and not nested. */
    private int valueEnd(int start) {
        return switch (buffer[start]) {
            case '"' -> stringEnd(start + 1);
            case 't' -> wordEnd(start, "true");
            case 'f' -> wordEnd(start, "false");
            case 'n' -> wordEnd(start, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numberEnd(start);
            default -> UNUSUAL;
        };
    }

    /** Behind the quote that ends a string. */
    private int stringEnd(int start) {
        byte[] bytes = buffer;
        int end = limit;
        long bits = 0;
        hasEscapes = false;
        for (int at = start; at < end; ) {
            long word = Bytes.word(bytes, at);
            long quotes = word ^ QUOTES;
            long escapes = word ^ ESCAPES;
            // A byte that is too small borrows from its own highest bit, and from the bytes behind it: the first one
            // found
            // is one. Source: H. S. Warren, Hacker's Delight, section 6-1.
            long stops = (((quotes - ONES) & ~quotes) | ((escapes - ONES) & ~escapes) | ((word - BLANKS) & ~word))
                    & Bytes.HIGH_BITS;
            bits |= word;
            if (stops == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Bytes.first(stops);
            if (at >= end) {
                return INCOMPLETE;
            }
            byte b = bytes[at];
            if (b == '"') {
                seen |= bits;
                return at + 1;
            }
            if (b != '\\') {
                return UNUSUAL;
            }
            hasEscapes = true;
            int behind = escapeEnd(at + 1);
            if (behind < 0) {
                return behind;
            }
            at = behind;
        }
        return INCOMPLETE;
    }

    private int escapeEnd(int at) {
        if (at + 5 > limit) {
            return INCOMPLETE;
        }
        switch (buffer[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 1;
            }
            case 'u' -> {
                for (int i = at + 1; i < at + 5; i++) {
                    if (Character.digit(buffer[i], 16) < 0 || buffer[i] < 0) {
                        return UNUSUAL;
                    }
                }
                return at + 5;
            }
            default -> {
                return UNUSUAL;
            }
        }
    }

    private int wordEnd(int start, String word) {
        int end = start + word.length();
        if (end >= limit) {
            return INCOMPLETE;
        }
        for (int i = 0; i < word.length(); i++) {
            if (buffer[start + i] != word.charAt(i)) {
                return UNUSUAL;
            }
        }
        return endsValue(end) ? end : UNUSUAL;
    }

    /** RFC 8259, section 6. */
    private int numberEnd(int start) {
        int at = buffer[start] == '-' ? start + 1 : start;
        int first = at;
        at = digitsEnd(at);
        if (at == first || (buffer[first] == '0' && at > first + 1)) {
            return at >= limit ? INCOMPLETE : UNUSUAL;
        }
        if (at < limit && buffer[at] == '.') {
            int fraction = at + 1;
            at = digitsEnd(fraction);
            if (at == fraction) {
                return at >= limit ? INCOMPLETE : UNUSUAL;
            }
        }
        if (at < limit && (buffer[at] | 0x20) == 'e') {
            at++;
            if (at < limit && (buffer[at] == '-' || buffer[at] == '+')) {
                at++;
            }
            int exponent = at;
            at = digitsEnd(exponent);
            if (at == exponent) {
                return at >= limit ? INCOMPLETE : UNUSUAL;
            }
        }
        if (at >= limit) {
            return INCOMPLETE;
        }
        return endsValue(at) && at - start <= MOST_KEY_BYTES ? at : UNUSUAL;
    }

    private int digitsEnd(int from) {
        int at = from;
        while (at < limit && buffer[at] >= '0' && buffer[at] <= '9') {
            at++;
        }
        return at;
    }

    private boolean endsValue(int at) {
        byte b = buffer[at];
        return b == ',' || b == '}' || isBlank(b);
    }

    /** Keeps a value for its column, or marks the row as left. */
    private void keep(int field, int row, int start, int end) {
        byte first = buffer[start];
        if (first == 'n') {
            starts[field][row] = 0;
            ends[field][row] = 0;
            return;
        }
        boolean fits = switch (takes[field]) {
            case ANYTHING -> first != '"' || !hasEscapes;
            case NUMBERS -> first == '-' || (first >= '0' && first <= '9');
            case BOOLEANS -> first == 't' || first == 'f';
            case STRINGS -> first == '"' && !hasEscapes && end > start + 2;
        };
        if (!fits) {
            left[row] = true;
        } else if (first == '"') {
            starts[field][row] = start + 1;
            ends[field][row] = ~(end - 1);
        } else {
            starts[field][row] = start;
            ends[field][row] = end;
        }
    }

    /** The objects of a block before the first with bytes that are not UTF-8. */
    private int validObjects(int count, int first) {
        for (int i = 0; i < count; i++) {
            Utf8Check check = new Utf8Check();
            if (check.firstInvalid(buffer, objectStarts[i], objectEnds[i]) != objectEnds[i] || !check.isComplete()) {
                position = i == 0 ? first : objectEnds[i - 1];
                return i;
            }
        }
        return count;
    }

    /** Reads on behind what is in the buffer; false if there is nothing, or no room for it. */
    private boolean fill() {
        cancellation.check();
        int room = buffer.length - Long.BYTES;
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        bufferOffset += position;
        limit -= position;
        position = 0;
        if (limit == room) {
            if (room >= LARGEST_BUFFER_BYTES) {
                return false;
            }
            room *= 2;
            buffer = Arrays.copyOf(buffer, room + Long.BYTES);
        }
        long from = bufferOffset + limit;
        int length = (int) Math.min(room - limit, endOffset - from);
        region.slice(from, length).get(buffer, limit, length);
        limit += length;
        return length > 0;
    }
}
