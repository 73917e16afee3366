package io.gpuquery.format.parquet.index;

import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.chunk.ChunkDictionary;
import io.gpuquery.format.parquet.chunk.ChunkSource;
import io.gpuquery.format.parquet.metadata.PageBounds;
import io.gpuquery.format.parquet.metadata.PageTable;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import io.gpuquery.scan.ScanRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of one row group that may satisfy some predicates, by all that the file knows of them: first what the footer says,
 * then pages, then Bloom filters, and dictionaries last, since each costs more than the one before.
 */
public final class RowGroupFilter {
    private final ScanRequest request;
    private final ParquetFooter footer;
    private final RowGroup rowGroup;
    private final ScanCounters counters;
    private final Map<Integer, RowRangesOfPages> pages = new HashMap<>();
    private final Map<Integer, @Nullable BloomFilter> filters = new HashMap<>();

    /** The pages of a column; no bounds where nothing is known of them. */
    private record RowRangesOfPages(
            @Nullable PageTable table, @Nullable PageBounds bounds) {}

    private RowGroupFilter(ScanRequest request, ParquetFooter footer, RowGroup rowGroup, ScanCounters counters) {
        this.request = request;
        this.footer = footer;
        this.rowGroup = rowGroup;
        this.counters = counters;
    }

    /**
     * The rows that may satisfy the predicates of the request.
     *
     * @throws io.gpuquery.error.DataException if what the file knows of them cannot be read
     */
    public static WantedRows rows(ScanRequest request, ParquetFooter footer, RowGroup rowGroup, ScanCounters counters) {
        List<ScanPredicate> predicates = request.predicates();
        boolean mayMatch = ColumnRange.mayMatch(
                predicates,
                column -> footer.morselFacts(rowGroup.ordinal(), column).range());
        if (!mayMatch) {
            return WantedRows.NONE;
        }
        RowGroupFilter filter = new RowGroupFilter(request, footer, rowGroup, counters);
        RowRanges rows = filter.pages(new ScanPredicate.And(predicates));
        return !rows.isEmpty() && predicates.stream().allMatch(filter::mayHold)
                ? new WantedRows(rows, filter.tables())
                : WantedRows.NONE;
    }

    private Map<Integer, PageTable> tables() {
        Map<Integer, PageTable> tables = new HashMap<>();
        pages.forEach((leaf, known) -> {
            if (known.table() != null) {
                tables.put(leaf, known.table());
            }
        });
        return tables;
    }

    private RowRanges all() {
        return RowRanges.of(0, rowGroup.rowCount());
    }

    private RowRanges pages(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.And and) {
            RowRanges rows = all();
            for (ScanPredicate operand : and.operands()) {
                rows = rows.isEmpty() ? rows : rows.and(pages(operand));
            }
            return rows;
        }
        if (predicate instanceof ScanPredicate.Or or) {
            RowRanges rows = RowRanges.NONE;
            for (ScanPredicate operand : or.operands()) {
                rows = rows.or(pages(operand));
            }
            return rows;
        }
        LeafColumn column = leaf(predicate);
        if (column == null) {
            return all();
        }
        ScanPredicate test = predicate instanceof ScanPredicate.OfField field ? field.test() : predicate;
        if (!ColumnRange.mayMatch(List.of(test), any -> chunk(column).facts().range())) {
            return RowRanges.NONE;
        }
        RowRangesOfPages known = pages.computeIfAbsent(column.leafIndex(), leaf -> readPages(column));
        PageTable table = known.table();
        PageBounds bounds = known.bounds();
        if (table == null || bounds == null) {
            return all();
        }
        RowRanges.Builder rows = new RowRanges.Builder();
        for (int number = 0; number < table.pageCount(); number++) {
            ColumnRange page = bounds.range(number);
            if (ColumnRange.mayMatch(List.of(test), any -> page)) {
                rows.add(table.firstRow(number), table.endRow(number));
            }
        }
        return rows.build();
    }

    private RowRangesOfPages readPages(LeafColumn column) {
        ColumnChunk chunk = chunk(column);
        if (chunk.indexes().columnIndex() == null) {
            return new RowRangesOfPages(null, null);
        }
        PageTable table = PageTable.read(request.contents().region(), chunk, place(column));
        if (table == null) {
            return new RowRangesOfPages(null, null);
        }
        PageBounds bounds = PageBounds.read(request.contents().region(), column, chunk, table, place(column));
        counters.bytesOfIndexes.add(table.indexBytes() + (bounds == null ? 0 : bounds.indexBytes()));
        return new RowRangesOfPages(table, bounds);
    }

    /** The column that a predicate is about; null where the file knows nothing of its values, or of those alone. */
    private @Nullable LeafColumn leaf(ScanPredicate predicate) {
        LeafColumn column = footer.columns().get(predicate.columns().findFirst().orElseThrow());
        if (predicate instanceof ScanPredicate.OfField field) {
            column = column.nested() == null ? null : column.nested().field(field.path());
        } else if (column.nested() != null) {
            return null;
        }
        return column == null || chunk(column).unreadable() != null ? null : column;
    }

    private ColumnChunk chunk(LeafColumn column) {
        return rowGroup.chunks().get(column.leafIndex());
    }

    private Location place(LeafColumn column) {
        return Location.of(request.contents().path())
                .withRowGroup(rowGroup.ordinal())
                .withColumn(column.name());
    }

    /** Whether filters and dictionaries leave it possible that a row satisfies a predicate. */
    private boolean mayHold(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.And and) {
            return and.operands().stream().allMatch(this::mayHold);
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return or.operands().stream().anyMatch(this::mayHold);
        }
        LeafColumn column = leaf(predicate);
        return column == null
                || mayHold(predicate instanceof ScanPredicate.OfField field ? field.test() : predicate, column);
    }

    private boolean mayHold(ScanPredicate test, LeafColumn column) {
        if (test instanceof ScanPredicate.Comparison comparison) {
            return comparison.operator() == Operator.EQ
                    ? mayHoldAny(comparison, column, List.of(comparison.literal()))
                    : comparison.operator() == Operator.NE || dictionaryMayHold(comparison, column);
        }
        return !(test instanceof ScanPredicate.In in) || mayHoldAny(in, column, in.literals());
    }

    private boolean mayHoldAny(ScanPredicate predicate, LeafColumn column, List<Literal> literals) {
        BloomFilter filter = filters.computeIfAbsent(
                column.leafIndex(), leaf -> BloomFilter.of(request.contents().region(), chunk(column), place(column)));
        if (filter == null) {
            return dictionaryMayHold(predicate, column);
        }
        for (Literal literal : literals) {
            List<byte[]> written = PlainBytes.of(column, literal);
            if (written == null) {
                return dictionaryMayHold(predicate, column);
            }
            for (byte[] value : written) {
                counters.bytesOfIndexes.add(BloomFilter.bytesPerLookUp());
                if (filter.mayHold(XxHash64.hash(value))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A predicate that is not TRUE for null. */
    private boolean dictionaryMayHold(ScanPredicate predicate, LeafColumn column) {
        ColumnChunk chunk = chunk(column);
        if (!chunk.indexes().dictionaryOnly()) {
            return true;
        }
        ChunkSource source = new ChunkSource(
                request.contents().region(),
                request.contents().path(),
                rowGroup.ordinal(),
                column,
                chunk,
                new ScanCounters(),
                request.cancellation(),
                request.options().verifyChecksums(),
                null);
        boolean holds = ChunkDictionary.mayHold(source, predicate);
        counters.bytesOfIndexes.add(source.counters().bytesDecoded.sum());
        return holds;
    }
}
