package io.gpuquery.format.csv;

import io.gpuquery.error.DataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines before the table that are none of it: comments behind {@code #}, titles, dates of export.
 *
 * <p>Left out are first lines that have not as many fields as most others: those without a delimiter, and those that begin with
 * {@code #}; of several that do, also those that happen to have as many. Nothing is left out where most lines have one field.
 *
 * @param start where the table begins
 * @param comment {@code #} where lines were left out that begin with it, and no row does; else {@link CsvSyntax#NONE}
 */
record Preamble(TextPosition start, char comment) {
    private static final int HEAD_CHARACTERS = 64 << 10;
    private static final int MOST_RECORDS = 1000;
    private static final int MOST_LEFT_OUT = 100;
    private static final char HASH = '#';

    /** Finds the lines. */
    static Preamble of(CsvText text, TextPosition start) {
        Preamble none = new Preamble(start, CsvSyntax.NONE);
        String head = text.head(start, HEAD_CHARACTERS);
        List<RecordShape> shapes = shapes(text, start, head.length());
        int columns = commonFieldCount(shapes);
        if (columns < 2) {
            return none;
        }
        boolean hashes = false;
        boolean titles = false;
        for (int i = 0; i < Math.min(shapes.size(), MOST_LEFT_OUT); i++) {
            RecordShape shape = shapes.get(i);
            boolean hash = isHash(head, shape);
            boolean another = shape.fieldCount() != columns;
            // Of several lines behind hashes the last may be the header.
            boolean comment = hash && (another || (i + 1 < shapes.size() && isHash(head, shapes.get(i + 1))));
            if (!comment && (!another || shape.fieldCount() > 1)) {
                if (i == 0 || another || (titles && isProse(text, head, shape))) {
                    return none;
                }
                boolean comments = hashes
                        && shapes.subList(i, shapes.size()).stream()
                                .noneMatch(row -> row.fieldCount() == columns && isHash(head, row));
                return new Preamble(text.advance(start, shape.startCharacter()), comments ? HASH : CsvSyntax.NONE);
            }
            hashes |= hash;
            titles |= !hash;
        }
        return none;
    }

    /** The delimiter that a first line {@code sep=;} names, as Excel writes and reads it; null if there is no such line. */
    static @Nullable Character namedDelimiter(CsvText text, TextPosition start) {
        String head = text.head(start, 6);
        boolean named = head.length() >= 5
                && head.regionMatches(true, 0, "sep=", 0, 4)
                && head.charAt(4) != '\n'
                && head.charAt(4) != '\r'
                && (head.length() == 5 || head.charAt(5) == '\n' || head.charAt(5) == '\r');
        return named ? head.charAt(4) : null;
    }

    private static boolean isHash(String head, RecordShape shape) {
        return head.charAt((int) shape.startCharacter()) == HASH;
    }

    /** Whether a blank follows a delimiter, as in {@code Smith, John}: the line before may be the header of one column of texts. */
    private static boolean isProse(CsvText text, String head, RecordShape shape) {
        int end = (int) Math.min(head.length(), shape.endCharacter());
        return head.substring((int) shape.startCharacter(), end)
                .contains(text.syntax().delimiter() + " ");
    }

    /** Of the first records that are not blank and begin in the head. */
    private static List<RecordShape> shapes(CsvText text, TextPosition start, int headCharacters) {
        List<RecordShape> shapes = new ArrayList<>();
        RecordFeed feed = text.feed(start, FieldSelection.first(0), Integer.MAX_VALUE, true);
        char[] lineEnds = new char[1];
        try {
            while (shapes.size() < MOST_RECORDS && feed.read(lineEnds, 0, 1) > 0) {
                RecordShape shape = feed.pollShape();
                if (shape != null && shape.startCharacter() >= headCharacters) {
                    break;
                }
                if (shape != null && !shape.blank()) {
                    shapes.add(shape);
                }
            }
        } catch (DataException e) {
            // What is wrong is told when the file is read; the records before it are known.
            return shapes;
        }
        return shapes;
    }

    /** The number of fields that at least half of the records have; 0 if there is none. */
    private static int commonFieldCount(List<RecordShape> shapes) {
        Map<Integer, Integer> records = new HashMap<>();
        shapes.forEach(shape -> records.merge(shape.fieldCount(), 1, Integer::sum));
        return records.entrySet().stream()
                .filter(entry -> entry.getValue() * 2 >= shapes.size())
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(0);
    }
}
