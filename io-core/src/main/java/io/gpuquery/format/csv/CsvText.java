package io.gpuquery.format.csv;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A file's text and the characters that structure it: makes feeds and records of stretches of it. Immutable; the contents stay the
 * caller's.
 *
 * @param contents the file
 * @param charset of the text
 * @param syntax those characters
 * @param problems what can be wrong with it
 * @param cancellation looked at whenever a chunk is read
 */
record CsvText(
        FileContents contents, Charset charset, CsvSyntax syntax, CsvProblems problems, Cancellation cancellation) {

    CsvText withDelimiter(char newDelimiter) {
        return withSyntax(syntax.withDelimiter(newDelimiter));
    }

    CsvText withSyntax(CsvSyntax newSyntax) {
        return new CsvText(contents, charset, newSyntax, problems, cancellation);
    }

    /** The characters of a stretch; {@code complete} says whether the text ends where it does. */
    CharacterSource source(long startOffset, long endOffset, boolean complete) {
        boolean ends = complete && (contents.isWhole() || endOffset < contents.sizeBytes());
        return new CharacterSource(contents, charset, startOffset, endOffset, ends, cancellation);
    }

    /** The records from an offset, at which one begins, to the end of the file. */
    RecordFeed feed(TextPosition start, FieldSelection selection, int columnCount, boolean complete) {
        return feed(start, contents.sizeBytes(), selection, columnCount, complete);
    }

    /** The records from an offset, at which one begins, to another one, at which one ends. */
    RecordFeed feed(TextPosition start, long endOffset, FieldSelection selection, int columnCount, boolean complete) {
        CharacterSource source = source(start.offsetBytes(), endOffset, complete);
        return new RecordFeed(source, problems, syntax, selection, columnCount, start.line());
    }

    /** The first characters from a position, at most {@code length} of them. */
    String head(TextPosition start, int length) {
        CharacterSource source = source(start.offsetBytes(), contents.sizeBytes(), true);
        StringBuilder head = new StringBuilder();
        while (head.length() < length) {
            char[] part = new char[length - head.length()];
            int count = source.read(part);
            if (count <= 0) {
                break;
            }
            head.append(part, 0, count);
        }
        return head.toString();
    }

    /** The position behind some line ends; null if there are not as many. */
    @Nullable
    TextPosition behindLines(TextPosition start, int lines) {
        CharacterSource source = source(start.offsetBytes(), contents.sizeBytes(), true);
        long characters = 0;
        int ended = 0;
        boolean afterReturn = false;
        char[] part = new char[16 << 10];
        while (ended < lines) {
            int length = source.read(part);
            if (length <= 0) {
                return null;
            }
            for (int i = 0; i < length && ended < lines; i++) {
                boolean returns = part[i] == '\r';
                ended += returns || (part[i] == '\n' && !afterReturn) ? 1 : 0;
                afterReturn = returns;
                characters++;
            }
        }
        return advance(start, characters);
    }

    /** The position behind some characters, the last of which ends a line; a line feed behind a carriage return counts with it. */
    TextPosition advance(TextPosition start, long characters) {
        CharacterSource source = source(start.offsetBytes(), contents.sizeBytes(), true);
        long line = start.line();
        char previous = 0;
        for (long left = characters; left > 0; ) {
            char[] part = new char[(int) Math.min(left, 16 << 10)];
            int length = source.read(part);
            if (length <= 0) {
                break;
            }
            for (int i = 0; i < length; i++) {
                if (part[i] == '\r' || (part[i] == '\n' && previous != '\r')) {
                    line++;
                }
                previous = part[i];
            }
            left -= length;
        }
        long offset = source.consumedOffset();
        char[] next = new char[1];
        if (previous == '\r' && source.read(next) == 1 && next[0] == '\n') {
            offset = source.consumedOffset();
        }
        return new TextPosition(offset, line);
    }
}
