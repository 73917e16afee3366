package io.gpuquery.format.csv;

import java.util.Arrays;

/** Where fields and records end in some bytes that begin with a record. Filled anew for each piece of a text; for one thread. */
final class FieldIndex {
    /** The place before the first byte, then those of all delimiters and line ends that end a field: of two characters the second. */
    int[] stops;

    int stopCount;
    int recordCount;
    /** Of each record, which of the stops ends it; unused where that follows from the number of columns. */
    int[] recordEnds = new int[1024];

    /** Whether all records have as many fields as there are columns. */
    boolean isUniform;

    /** Whether there may be fields in quotes, the next three: quotes doubled or behind an escape, returns before line feeds, comments. */
    boolean hasQuotes;

    boolean hasEscapes;
    boolean hasReturns;
    boolean hasComments;

    private final int columnCount;

    FieldIndex(int columnCount, int mostStops) {
        this.columnCount = columnCount;
        this.stops = new int[mostStops];
    }

    void start(int from) {
        stops[0] = from - 1;
        stopCount = 1;
        recordCount = 0;
        isUniform = false;
        hasQuotes = false;
        hasEscapes = false;
        hasReturns = false;
        hasComments = false;
    }

    /** Which of the stops ends a record. */
    int recordEnd(int record) {
        return isUniform ? (record + 1) * columnCount : recordEnds[record];
    }

    /** Which of the stops is before the first field of a record. */
    int recordStart(int record) {
        return record == 0 ? 0 : recordEnd(record - 1);
    }

    void addStop(int at) {
        if (stopCount == stops.length) {
            stops = Arrays.copyOf(stops, 2 * stopCount);
        }
        stops[stopCount++] = at;
    }

    /** Ends a record with the last stop. */
    void endRecord() {
        if (recordCount == recordEnds.length) {
            recordEnds = Arrays.copyOf(recordEnds, 2 * recordCount);
        }
        recordEnds[recordCount++] = stopCount - 1;
    }

    /** Leaves out the records from some place on. */
    void cut(int at) {
        while (recordCount > 0 && stops[recordEnd(recordCount - 1)] >= at) {
            recordCount--;
        }
    }

    /** Finds which stops are line feeds: of most files, every so many. {@code feeds} says how many there are, those in quotes included. */
    void findRecords(byte[] bytes, long feeds) {
        int whole = (stopCount - 1) / columnCount;
        int last = whole * columnCount;
        int met = 0;
        for (int i = columnCount; i <= last; i += columnCount) {
            met += bytes[stops[i]] == '\n' ? 1 : 0;
        }
        recordCount = whole;
        // With these, that is all of them: neither other stops nor bytes in quotes are line feeds.
        isUniform = met == whole && feeds == whole;
        if (isUniform) {
            return;
        }
        if (recordEnds.length < stopCount) {
            recordEnds = new int[stops.length];
        }
        int count = 0;
        for (int i = 1; i < stopCount; i++) {
            recordEnds[count] = i;
            count += bytes[stops[i]] == '\n' ? 1 : 0;
        }
        recordCount = count;
        isUniform = met == whole && count == whole;
    }
}
