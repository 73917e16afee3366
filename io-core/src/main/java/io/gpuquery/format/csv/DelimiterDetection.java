package io.gpuquery.format.csv;

import io.gpuquery.error.DataException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the delimiter: the candidate that cuts the first records of a file most evenly, quotes respected.
 *
 * <p>A candidate's score is the square of the share of records that have the commonest number of fields, times the logarithm of
 * that number; one that cuts nothing scores nothing. It is halved where the first record has another number of fields, or where
 * the quoting makes no sense with that delimiter, and doubled where the file's name ends accordingly ({@code .tsv}). Where commas
 * win but stand between digits alone, and semicolons cut evenly as well, the commas are those of fractions.
 */
final class DelimiterDetection {
    private static final char[] CANDIDATES = {',', '\t', '|', ';'};
    private static final long FIRST_HEAD_BYTES = 256 << 10;
    private static final int COMMA_CHARACTERS = 64 << 10;
    private static final long LONGEST_HEAD_BYTES = 16 << 20;

    private final CsvText text;
    private final TextPosition start;

    DelimiterDetection(CsvText text, TextPosition start) {
        this.text = text;
        this.start = start;
    }

    char detect() {
        long remaining = text.contents().sizeBytes() - start.offsetBytes();
        char byName = byName(text.contents().path());
        for (long head = FIRST_HEAD_BYTES; ; head *= 8) {
            boolean complete = head >= remaining;
            char best = byName == 0 ? CANDIDATES[0] : byName;
            double bestScore = 0;
            boolean anyRecord = false;
            boolean evenSemicolons = false;
            for (char candidate : CANDIDATES) {
                Cut cut = cut(candidate, Math.min(head, remaining), complete);
                anyRecord |= cut.recordCount > 0;
                evenSemicolons |= candidate == ';' && cut.isEven();
                double score = cut.score() * (candidate == byName ? 2 : 1);
                if (score > bestScore) {
                    bestScore = score;
                    best = candidate;
                }
            }
            if (anyRecord || complete || head >= LONGEST_HEAD_BYTES) {
                if (best == ',' && byName == 0 && evenSemicolons && commasStandInNumbers()) {
                    return ';';
                }
                return best;
            }
        }
    }

    /** Whether each comma stands between digits: semicolons that cut as evenly are the delimiters then. */
    private boolean commasStandInNumbers() {
        return text.head(start, COMMA_CHARACTERS)
                        .replaceAll("(?<=[0-9]),(?=[0-9])", "")
                        .indexOf(',')
                < 0;
    }

    private static char byName(Path path) {
        Path fileName = path.getFileName();
        String name = fileName == null ? "" : fileName.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".tsv") || name.endsWith(".tab") ? '\t' : name.endsWith(".psv") ? '|' : 0;
    }

    /** How a delimiter cuts the records of the file's head. */
    private Cut cut(char delimiter, long lengthBytes, boolean complete) {
        CharacterSource source = text.source(start.offsetBytes(), start.offsetBytes() + lengthBytes, complete);
        RecordFeed feed = new RecordFeed(
                source,
                text.problems(),
                text.syntax().withDelimiter(delimiter),
                FieldSelection.first(0),
                Integer.MAX_VALUE,
                start.line());
        Cut cut = new Cut();
        char[] lineEnds = new char[4096];
        try {
            while (feed.read(lineEnds, 0, lineEnds.length) > 0) {
                cut.take(feed);
            }
        } catch (DataException e) {
            // What is wrong is told when the file is read with the delimiter chosen.
            cut.take(feed);
            cut.broken = true;
        }
        return cut;
    }

    private static final class Cut {
        private final Map<Integer, Integer> recordsByFieldCount = new HashMap<>();
        private int recordCount;
        private int firstFieldCount;
        private boolean broken;

        void take(RecordFeed feed) {
            for (RecordShape shape = feed.pollShape(); shape != null; shape = feed.pollShape()) {
                if (!shape.blank()) {
                    firstFieldCount = recordCount == 0 ? shape.fieldCount() : firstFieldCount;
                    recordCount++;
                    recordsByFieldCount.merge(shape.fieldCount(), 1, Integer::sum);
                }
            }
        }

        /** Whether all records have the same number of fields, and more than one. */
        boolean isEven() {
            return !broken && recordsByFieldCount.size() == 1 && firstFieldCount > 1;
        }

        double score() {
            int common = 1;
            int records = 0;
            for (Map.Entry<Integer, Integer> entry : recordsByFieldCount.entrySet()) {
                if (entry.getValue() > records || (entry.getValue() == records && entry.getKey() > common)) {
                    common = entry.getKey();
                    records = entry.getValue();
                }
            }
            double share = (double) records / Math.max(1, recordCount);
            return share * share * Math.log(common) * (firstFieldCount == common ? 1 : 0.5) * (broken ? 0.5 : 1);
        }
    }
}
