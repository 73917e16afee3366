package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.metadata.ChunkIndexes.Place;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.LiteralOrder;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.format.ColumnIndex;
import org.jspecify.annotations.Nullable;

/**
 * Nulls and bounds of the pages of a column chunk, as its column index says. Bounds may be cut; they are above or below all values
 * all the same.
 */
public final class PageBounds {
    private final LeafColumn column;
    private final PageTable pages;
    private final ColumnIndex index;
    private final StatisticsMapping mapping;
    private final int indexBytes;

    private PageBounds(LeafColumn column, PageTable pages, ColumnIndex index, int indexBytes) {
        this.column = column;
        this.pages = pages;
        this.index = index;
        this.mapping = new StatisticsMapping(column, true);
        this.indexBytes = indexBytes;
    }

    /**
     * Reads the column index of a chunk; null where it has none that can be relied on.
     *
     * @param place the chunk's, for messages
     * @throws io.gpuquery.error.DataException if it cannot be read, or contradicts the offset index
     */
    public static @Nullable PageBounds read(
            MemoryRegion file, LeafColumn column, ColumnChunk chunk, PageTable pages, Location place) {
        Place at = chunk.indexes().columnIndex();
        if (at == null) {
            return null;
        }
        ColumnIndex index = new ColumnIndex();
        PageTable.parse(index, "column index", file, at, place);
        int count = pages.pageCount();
        List<Long> nullCounts = index.isSetNull_counts() ? index.getNull_counts() : null;
        if (index.getNull_pages().size() != count
                || index.getMin_values().size() != count
                || index.getMax_values().size() != count
                || (nullCounts != null && nullCounts.size() != count)) {
            throw PageTable.damaged(
                    "The column index is of " + index.getNull_pages().size() + " pages, with "
                            + index.getMin_values().size() + " and "
                            + index.getMax_values().size() + " bounds, and the offset index of " + count,
                    at,
                    place);
        }
        return new PageBounds(column, pages, index, at.lengthBytes());
    }

    /** What is known of the values of a page. */
    public ColumnRange range(int page) {
        long rowCount = pages.endRow(page) - pages.firstRow(page);
        if (index.getNull_pages().get(page)) {
            return new ColumnRange(rowCount, rowCount, null, null, false);
        }
        Long nulls = column.nullable() ? null : 0L;
        if (nulls == null && index.isSetNull_counts()) {
            long count = index.getNull_counts().get(page);
            nulls = count >= 0 && count < rowCount ? (Long) count : null;
        }
        Kind kind = column.type().kind();
        boolean mayHoldNan = kind == Kind.REAL || kind == Kind.DOUBLE;
        Literal min = mapping.literal(bytes(index.getMin_values().get(page)));
        Literal max = mapping.literal(bytes(index.getMax_values().get(page)));
        Integer order = min == null || max == null ? null : LiteralOrder.compare(min, max);
        return order == null || order > 0
                ? new ColumnRange(rowCount, nulls, null, null, mayHoldNan)
                : new ColumnRange(rowCount, nulls, min, max, mayHoldNan);
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return copy;
    }

    /** What was read for this. */
    public int indexBytes() {
        return indexBytes;
    }
}
