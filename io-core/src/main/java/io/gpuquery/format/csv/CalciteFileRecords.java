package io.gpuquery.format.csv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records in the grammar of Calcite's own file adapter, which is that of opencsv 2.3: every line end ends a record unless a quote is
 * open; a quote opens and closes anywhere, and stands for itself inside a field where no delimiter is beside it; within quotes a
 * backslash takes the meaning from a quote or a backslash. Blank lines are records of one empty field. Nothing is NULL but a field
 * that a short record does not have; fields beyond the table's are left out.
 *
 * <p>Other than there, a quote that is never closed is an error. For one thread.
 */
final class CalciteFileRecords implements Records {
    private static final int BUFFER_CHARACTERS = 16 << 10;
    private static final char ESCAPE = '\\';

    /** Where the rules for quotes in the middle of a field begin to hold. */
    private static final int FIRST_MIDDLE = 3;

    private final CsvText text;
    private final CharacterSource source;
    private final FieldSelection selection;
    private final boolean complete;
    private final long maxFieldCharacters;
    private final char delimiter;
    private final char quote;
    private final char[] buffer = new char[BUFFER_CHARACTERS];
    private final StringBuilder lineText = new StringBuilder();
    private final StringBuilder field = new StringBuilder();
    private final List<String> fields = new ArrayList<>();
    private int position;
    private int limit;
    private long characters;
    private long line;
    /** Whether a field has begun; as there, it stays so from the last field of a line to the first of the next. */
    private boolean inField;

    private @Nullable RecordShape shape;
    private List<String> wanted = List.of();

    /** Reads from the start of a record to the end of the file; {@code complete} says whether the text ends there. */
    CalciteFileRecords(CsvText text, TextPosition start, FieldSelection selection, boolean complete) {
        this.text = text;
        this.source = text.source(start.offsetBytes(), text.contents().sizeBytes(), complete);
        this.selection = selection;
        this.complete = complete;
        this.maxFieldCharacters = text.problems().maxFieldCharacters();
        this.delimiter = text.syntax().delimiter();
        this.quote = text.syntax().quote();
        this.line = start.line();
    }

    /** The rows of a file that was described: what the header leaves behind is taken along. */
    static CalciteFileRecords rows(CsvText text, CsvDialect dialect, FieldSelection selection) {
        ByteOrderMark mark = ByteOrderMark.of(text.contents());
        boolean complete = text.contents().sizeBytes() == dialect.sizeBytes();
        TextPosition start = new TextPosition(mark == null ? 0 : mark.lengthBytes(), 1);
        CalciteFileRecords records = new CalciteFileRecords(text, start, selection, complete);
        if (dialect.header()) {
            records.next();
        }
        return records;
    }

    @Override
    public boolean next() {
        long startCharacter = characters;
        long startLine = line;
        fields.clear();
        field.setLength(0);
        boolean open = false;
        do {
            if (!readLine()) {
                if (open && complete) {
                    throw text.problems().unterminatedQuote(startLine);
                }
                return false;
            }
            open = parseLine(open);
        } while (open);
        fields.add(field.toString());
        boolean blank = fields.size() == 1 && fields.get(0).isBlank();
        shape = new RecordShape(startLine, startCharacter, characters, fields.size(), blank, false);
        wanted = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (selection.has(i)) {
                wanted.add(fields.get(i));
            }
        }
        return true;
    }

    /** Reads a line without its end; false if there is none. */
    private boolean readLine() {
        lineText.setLength(0);
        boolean any = false;
        while (true) {
            if (position == limit && !fill()) {
                if (source.malformedOffset() >= 0) {
                    throw text.problems().malformed(line, source.malformedOffset(), source.charset());
                }
                // A line that nothing has ended may be cut off where the file is still written to.
                line += any ? 1 : 0;
                return any && complete;
            }
            char c = buffer[position++];
            characters++;
            any = true;
            if (c == '\n' || c == '\r') {
                if (c == '\r' && (position < limit || fill()) && buffer[position] == '\n') {
                    position++;
                    characters++;
                }
                line++;
                return true;
            }
            lineText.append(c);
            if (lineText.length() > maxFieldCharacters) {
                throw text.problems().fieldTooLong(line, 0);
            }
        }
    }

    private boolean fill() {
        position = 0;
        limit = Math.max(0, source.read(buffer));
        return limit > 0;
    }

    /** Adds a line's fields; whether a quote is open at its end. */
    private boolean parseLine(boolean openBefore) {
        boolean quoted = openBefore;
        int length = lineText.length();
        for (int i = 0; i < length; i++) {
            char c = lineText.charAt(i);
            char next = i + 1 < length ? lineText.charAt(i + 1) : '\n';
            boolean within = quoted || inField;
            if (c == ESCAPE) {
                if (within && (next == quote || next == ESCAPE)) {
                    field.append(next);
                    i++;
                }
            } else if (c == quote) {
                if (within && next == quote) {
                    field.append(quote);
                    i++;
                } else {
                    if (i >= FIRST_MIDDLE
                            && lineText.charAt(i - 1) != delimiter
                            && i + 1 < length
                            && next != delimiter) {
                        quoteInTheMiddle();
                    }
                    quoted = !quoted;
                }
                inField = !inField;
            } else if (c == delimiter && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
                inField = false;
            } else {
                field.append(c);
                inField = true;
            }
        }
        if (quoted) {
            field.append('\n');
            if (field.length() > maxFieldCharacters) {
                throw text.problems().fieldTooLong(line - 1, line - 1);
            }
        }
        return quoted;
    }

    private void quoteInTheMiddle() {
        if (!field.isEmpty() && field.toString().isBlank()) {
            field.setLength(0);
        } else {
            field.append(quote);
        }
    }

    /** All fields of the present record. */
    List<String> fields() {
        return List.copyOf(fields);
    }

    /** Characters up to the end of the present record. */
    long characters() {
        return characters;
    }

    @Override
    public RecordShape shape() {
        if (shape == null) {
            throw new IllegalStateException("no record");
        }
        return shape;
    }

    @Override
    public @Nullable String text(int index) {
        return index < wanted.size() ? wanted.get(index) : null;
    }

    @Override
    public long consumedBytes() {
        return source.consumedBytes();
    }
}
