package io.gpuquery.engine;

import io.gpuquery.column.TableSchema;
import io.gpuquery.engine.MemoryBudget.Reservation;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.RowIndex;
import io.gpuquery.scan.ScanCounters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One version of a file, read in one way: its columns, and what is known since it was read once. */
final class StoredFile {
    final Key key;
    final Path path;
    final List<StoredColumn> columns;
    /** Whether parts and columns can be read apart, and rows are known at once: row groups. */
    final boolean ofRowGroups;

    /** Where the rows of text are, as far as it was read. */
    final RowIndex rowIndex = new RowIndex(ColumnStore.BLOCK_ROWS);

    private @Nullable Reservation indexReservation;

    /** Rows of each part; null until they are known. */
    private volatile long @Nullable [] partRows;

    private volatile @Nullable TableFindings findings;
    private final AtomicLongArray nulled;
    private final Map<Integer, LongAdder> streamed = new ConcurrentHashMap<>();

    /** Guarded by the store, like the next: a reading that only counts rows. */
    @Nullable
    Load counting;

    /** Whether the store has given it up. */
    volatile boolean retired;

    /**
     * What makes two readings of bytes the same.
     *
     * @param version of the file
     * @param sizeBytes how much of it is read: of a file that grows, whole records
     * @param reader reads its format
     * @param options how
     * @param schema its columns, whose types may be wider than those found
     */
    record Key(FileVersion version, long sizeBytes, FormatReader reader, ReadOptions options, TableSchema schema) {}

    StoredFile(Key key, Path path, TableSchema schema, long @Nullable [] partRows) {
        this.key = key;
        this.path = path;
        this.columns = IntStream.range(0, schema.columnCount())
                .mapToObj(index -> new StoredColumn(index, schema.column(index)))
                .toList();
        this.partRows = partRows;
        this.ofRowGroups = partRows != null;
        this.nulled = new AtomicLongArray(columns.size());
    }

    /** Rows of each part, by its number; null until all of them were read once. Not to be written to. */
    long @Nullable [] partRows() {
        return partRows;
    }

    /** Rows of a part; -1 until they are known. */
    long partRows(int part) {
        long[] known = partRows;
        return known == null || part >= known.length ? -1 : known[part];
    }

    /** What the rows of a part that were read by themselves count for, in all: the part as a whole was not read for them. */
    long streamedRows(int part) {
        LongAdder rows = streamed.get(part);
        return rows == null ? 0 : rows.sum();
    }

    /** Notes that rows of a part are read by themselves. */
    void stream(int part, long rows) {
        streamed.computeIfAbsent(part, number -> new LongAdder()).add(rows);
    }

    /** All rows; -1 until they are known. */
    long rowCount() {
        long[] known = partRows;
        return known == null ? -1 : java.util.Arrays.stream(known).sum();
    }

    /** Whether a column is in memory as a whole. */
    boolean isComplete(StoredColumn column) {
        long[] known = partRows;
        if (known == null) {
            return false;
        }
        for (int part = 0; part < known.length; part++) {
            if (known[part] != 0 && !column.isComplete(part)) {
                return false;
            }
        }
        return true;
    }

    /** Replaces what is set aside for the index of rows; null: nothing. */
    synchronized void indexGrew(@Nullable Reservation reservation) {
        if (indexReservation != null) {
            indexReservation.close();
        }
        indexReservation = retired ? null : reservation;
        if (retired && reservation != null) {
            reservation.close();
        }
    }

    /** Notes what a whole reading of some columns of text has found. */
    void readWhole(long[] rows, List<StoredColumn> read, ScanCounters counters) {
        read.forEach(column -> nulled.set(column.index, counters.fieldsNulled(column.index)));
        findings =
                new TableFindings(counters.rowsSkipped.sum(), counters.rowsPadded.sum(), counters.fieldsIgnored.sum());
        partRows = rows;
    }

    /** What a whole reading of text told, whatever the columns; null before there was one. */
    @Nullable
    TableFindings findings() {
        return ofRowGroups ? TableFindings.NOTHING : findings;
    }

    /** Tells a scan of some columns what reading them has found; false if nobody has read the whole file. */
    boolean tell(List<StoredColumn> scanned, ScanCounters counters) {
        TableFindings found = findings;
        if (found == null) {
            return false;
        }
        counters.rowsSkipped.add(found.rowsSkipped());
        counters.rowsPadded.add(found.rowsPadded());
        counters.fieldsIgnored.add(found.fieldsIgnored());
        scanned.forEach(column -> counters.nulled(column.index, nulled.get(column.index)));
        return true;
    }
}
