package io.gpuquery.format.csv;

/**
 * Finds where fields and records end a byte at a time, as {@link RecordFeed} understands them: for bytes that are not of the kind that
 * {@link FieldEnds} is for. For one thread.
 */
final class CarefulEnds {
    private final FieldIndex index;
    private final byte delimiter;
    private final int quote;
    private final int escape;
    private final int comment;

    private byte[] bytes = new byte[0];
    private int to;
    private boolean last;
    private boolean unusual;

    CarefulEnds(CsvSyntax syntax, FieldIndex index) {
        this.index = index;
        this.delimiter = (byte) syntax.delimiter();
        this.quote = orNone(syntax.quote());
        this.escape = orNone(syntax.escape());
        this.comment = orNone(syntax.comment());
    }

    /** What no byte is like where there is no such character. */
    private static int orNone(char c) {
        return c == CsvSyntax.NONE ? Integer.MAX_VALUE : c;
    }

    /** Whether the record behind those found breaks a rule. */
    boolean isUnusual() {
        return unusual;
    }

    /** Looks at the bytes for records that end there; {@code newLast} says whether the text ends with them. */
    void find(byte[] newBytes, int from, int newTo, boolean newLast) {
        bytes = newBytes;
        to = newTo;
        last = newLast;
        unusual = false;
        index.start(from);
        int at = from;
        while (at >= 0 && at < to) {
            int stops = index.stopCount;
            at = bytes[at] == comment ? comment(at) : record(at);
            if (at < 0) {
                index.stopCount = stops;
            }
        }
    }

    /** Goes behind a comment, which is left among the records; -1 where its end is not to be seen. */
    private int comment(int start) {
        int at = start;
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        index.hasComments = true;
        return lineEnd(at);
    }

    /** Goes behind a record; -1 where its end is not to be seen. */
    private int record(int start) {
        int at = start;
        while (at < to) {
            at = bytes[at] == quote ? quotedEnd(at + 1) : unquotedEnd(at);
            if (at < 0 || at >= to) {
                return -1;
            }
            byte b = bytes[at];
            if (b == '\n' || b == '\r') {
                return lineEnd(at);
            }
            if (b != delimiter) {
                unusual = true;
                return -1;
            }
            index.addStop(at++);
        }
        return -1;
    }

    /** Ends a record with a line end, and goes behind that. */
    private int lineEnd(int at) {
        if (at >= to || (bytes[at] == '\r' && at + 1 == to && !last)) {
            return -1;
        }
        int end = at;
        if (bytes[at] == '\r' && at + 1 < to && bytes[at + 1] == '\n') {
            index.hasReturns = true;
            end++;
        }
        index.addStop(end);
        index.endRecord();
        return end + 1;
    }

    /** What stands behind a field in quotes, and the blanks that may follow it. */
    private int quotedEnd(int from) {
        index.hasQuotes = true;
        int at = from;
        while (at + 1 < to) {
            byte b = bytes[at];
            if (b == escape || (b == quote && bytes[at + 1] == quote)) {
                index.hasEscapes = true;
                at += 2;
            } else if (b == quote) {
                at++;
                while (at < to && (bytes[at] == ' ' || bytes[at] == '\t') && bytes[at] != delimiter) {
                    at++;
                }
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    private int unquotedEnd(int from) {
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (b == delimiter || b == '\n' || b == '\r') {
                return at;
            }
            at++;
            if (b == escape) {
                index.hasEscapes = true;
                // A line feed behind a return goes with it.
                boolean returns = at < to && bytes[at] == '\r';
                at++;
                if (returns && at == to && !last) {
                    return -1;
                }
                at += returns && at < to && bytes[at] == '\n' ? 1 : 0;
            }
        }
        return -1;
    }
}
