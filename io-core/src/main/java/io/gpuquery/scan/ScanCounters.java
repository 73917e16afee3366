package io.gpuquery.scan;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a scan did, added up by all its threads; readable at any time. */
public final class ScanCounters {
    /** Rows decoded, before any selection. */
    public final LongAdder rowsRead = new LongAdder();
    /** Rows left out because a field did not fit ({@link ReadOptions.ErrorPolicy#SKIP}). */
    public final LongAdder rowsSkipped = new LongAdder();
    /** Rows with too few fields, padded with nulls. */
    public final LongAdder rowsPadded = new LongAdder();
    /** Fields that did not fit and became null; added to by {@link #nulled}. */
    public final LongAdder fieldsNulled = new LongAdder();

    private final Map<Integer, LongAdder> nulledOfColumn = new ConcurrentHashMap<>();
    /**
     * Values of objects that no column shows: of keys that were not among the rows looked at for the schema, and of keys that
     * come again in the same object.
     */
    public final LongAdder fieldsIgnored = new LongAdder();
    /** Bytes of the file that were decoded. */
    public final LongAdder bytesDecoded = new LongAdder();
    /** Bytes of files that were read from a copy in memory, as small and compressed files are, and not where they lie. */
    public final LongAdder bytesCopied = new LongAdder();
    /** Bytes of the file that batches refer to in place. */
    public final LongAdder bytesInPlace = new LongAdder();
    /** Row groups, or the like, that were read. */
    public final LongAdder rowGroupsRead = new LongAdder();
    /** Row groups, or the like, that statistics proved empty of matches. */
    public final LongAdder rowGroupsPruned = new LongAdder();

    /** Columns that were not in memory, or not wholly, when the scan began; added to by {@link #column}. */
    public final LongAdder columnsCold = new LongAdder();
    /** Columns that were in memory when the scan began; added to by {@link #column}. */
    public final LongAdder columnsWarm = new LongAdder();

    /** Whether columns were in memory, by name; of several files, in all of them. */
    private final Map<String, Boolean> warmOfColumn = new ConcurrentHashMap<>();
    /** Bytes of decoded columns in memory that batches refer to without a copy. */
    public final LongAdder bytesResident = new LongAdder();
    /** Bytes of decoded columns that this scan put into memory to stay. */
    public final LongAdder bytesKept = new LongAdder();
    /** Blocks of rows in memory that were handed out. */
    public final LongAdder blocksScanned = new LongAdder();
    /** Blocks of rows in memory that their bounds proved empty of matches. */
    public final LongAdder blocksSkipped = new LongAdder();
    /** Rows of those blocks. */
    public final LongAdder rowsPassedOver = new LongAdder();

    /** Rows of which what the file or the memory knows of them was all that was wanted. */
    public final LongAdder rowsKnown = new LongAdder();

    /** Pages of column chunks, dictionaries left out, that were read. */
    public final LongAdder pagesRead = new LongAdder();
    /** Pages of column chunks that were passed over, since no row of them could match. */
    public final LongAdder pagesSkipped = new LongAdder();
    /** Bytes of indexes, filters and dictionaries that were looked at to find out what need not be read. */
    public final LongAdder bytesOfIndexes = new LongAdder();

    /** Adds what another scan did by now. */
    public void add(ScanCounters other) {
        rowsRead.add(other.rowsRead.sum());
        rowsSkipped.add(other.rowsSkipped.sum());
        rowsPadded.add(other.rowsPadded.sum());
        fieldsNulled.add(other.fieldsNulled.sum());
        fieldsIgnored.add(other.fieldsIgnored.sum());
        bytesDecoded.add(other.bytesDecoded.sum());
        bytesCopied.add(other.bytesCopied.sum());
        bytesInPlace.add(other.bytesInPlace.sum());
        rowGroupsRead.add(other.rowGroupsRead.sum());
        rowGroupsPruned.add(other.rowGroupsPruned.sum());
        columnsCold.add(other.columnsCold.sum());
        columnsWarm.add(other.columnsWarm.sum());
        other.warmOfColumn.forEach((name, warm) -> warmOfColumn.merge(name, warm, Boolean::logicalAnd));
        bytesResident.add(other.bytesResident.sum());
        bytesKept.add(other.bytesKept.sum());
        blocksScanned.add(other.blocksScanned.sum());
        blocksSkipped.add(other.blocksSkipped.sum());
        rowsPassedOver.add(other.rowsPassedOver.sum());
        rowsKnown.add(other.rowsKnown.sum());
        pagesRead.add(other.pagesRead.sum());
        pagesSkipped.add(other.pagesSkipped.sum());
        bytesOfIndexes.add(other.bytesOfIndexes.sum());
    }

    /** Counts fields of a column, by its index in the table, that did not fit and became null. */
    public void nulled(int column, long count) {
        if (count != 0) {
            fieldsNulled.add(count);
            nulledOfColumn.computeIfAbsent(column, index -> new LongAdder()).add(count);
        }
    }

    /** Fields of a column that did not fit and became null. */
    public long fieldsNulled(int column) {
        LongAdder count = nulledOfColumn.get(column);
        return count == null ? 0 : count.sum();
    }

    /** Counts a column of a file, by its name there, and whether it was in memory when the scan began. */
    public void column(String name, boolean warm) {
        (warm ? columnsWarm : columnsCold).increment();
        warmOfColumn.merge(name, warm, Boolean::logicalAnd);
    }

    /** The columns that were counted, by the names in their files: whether they were in memory in all files that were read. */
    public Map<String, Boolean> columns() {
        return Map.copyOf(warmOfColumn);
    }

    @Override
    public String toString() {
        return "rowsRead=" + rowsRead + ", rowsSkipped=" + rowsSkipped + ", rowsPadded=" + rowsPadded
                + ", fieldsNulled="
                + fieldsNulled + ", fieldsIgnored=" + fieldsIgnored + ", bytesDecoded=" + bytesDecoded
                + ", bytesCopied=" + bytesCopied + ", bytesInPlace=" + bytesInPlace
                + ", rowGroupsRead="
                + rowGroupsRead + ", rowGroupsPruned=" + rowGroupsPruned + ", columnsCold=" + columnsCold
                + ", columnsWarm=" + columnsWarm + ", bytesResident=" + bytesResident + ", bytesKept=" + bytesKept
                + ", blocksScanned=" + blocksScanned + ", blocksSkipped=" + blocksSkipped + ", rowsPassedOver="
                + rowsPassedOver + ", rowsKnown=" + rowsKnown + ", pagesRead=" + pagesRead + ", pagesSkipped="
                + pagesSkipped + ", bytesOfIndexes=" + bytesOfIndexes;
    }
}
