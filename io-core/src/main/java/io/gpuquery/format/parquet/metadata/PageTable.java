package io.gpuquery.format.parquet.metadata;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.metadata.ChunkIndexes.Place;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.memory.MemoryRegion;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;

/**
 * Where the data pages of a column chunk are, and which rows they have, as its offset index says. The pages are ascending, do not
 * overlap and lie inside the chunk; whether the file has them there is for whoever reads them to check.
 *
 * <p>Source: Apache Parquet format 2.12, "PageIndex.md".
 */
public final class PageTable {
    /** An index beyond this is not one. */
    private static final int MAX_INDEX_BYTES = 64 << 20;

    private static final String DAMAGED = "The file is damaged, or its writer has a defect: write it again.";

    private final long[] offsets;
    private final int[] lengths;
    private final long[] firstRows;
    private final long rowCount;
    private final int indexBytes;

    private PageTable(long[] offsets, int[] lengths, long[] firstRows, long rowCount, int indexBytes) {
        this.offsets = offsets;
        this.lengths = lengths;
        this.firstRows = firstRows;
        this.rowCount = rowCount;
        this.indexBytes = indexBytes;
    }

    /**
     * Reads the offset index of a chunk; null where it has none.
     *
     * @param chunk of a column without nesting
     * @param place the chunk's, for messages
     * @throws DataException if it cannot be, or contradicts the footer
     */
    public static @Nullable PageTable read(MemoryRegion file, ColumnChunk chunk, Location place) {
        Place at = chunk.indexes().offsetIndex();
        if (at == null) {
            return null;
        }
        OffsetIndex index = new OffsetIndex();
        parse(index, "offset index", file, at, place);
        List<PageLocation> pages = index.getPage_locations();
        int count = pages.size();
        long[] offsets = new long[count];
        int[] lengths = new int[count];
        long[] firstRows = new long[count];
        long end = chunk.offsetBytes();
        long row = -1;
        for (int i = 0; i < count; i++) {
            PageLocation page = pages.get(i);
            offsets[i] = page.getOffset();
            lengths[i] = page.getCompressed_page_size();
            firstRows[i] = page.getFirst_row_index();
            boolean first = i == 0 && firstRows[i] == 0;
            if (offsets[i] < end
                    || lengths[i] <= 0
                    || lengths[i] > chunk.offsetBytes() + chunk.lengthBytes() - offsets[i]
                    || !(first || (i > 0 && firstRows[i] >= row))) {
                throw damaged(
                        "The offset index says that page " + i + " has rows from " + firstRows[i] + " on in "
                                + lengths[i] + " bytes from byte " + offsets[i] + " on, which cannot be",
                        at,
                        place);
            }
            end = offsets[i] + lengths[i];
            row = firstRows[i];
        }
        if (row >= chunk.valueCount() || (count == 0 && chunk.valueCount() > 0)) {
            throw damaged(
                    "The offset index has " + count + " pages with rows up to " + row + " for " + chunk.valueCount()
                            + " rows",
                    at,
                    place);
        }
        return new PageTable(offsets, lengths, firstRows, chunk.valueCount(), at.lengthBytes());
    }

    /** Reads a structure of the index. */
    static void parse(TBase<?, ?> target, String name, MemoryRegion file, Place at, Location place) {
        if (at.offsetBytes() < 0
                || at.lengthBytes() <= 0
                || at.lengthBytes() > MAX_INDEX_BYTES
                || at.offsetBytes() > file.lengthBytes() - at.lengthBytes()) {
            throw new DataException(
                    "The footer says that the " + name + " has " + at.lengthBytes() + " bytes from byte "
                            + at.offsetBytes() + " on, which cannot be",
                    place,
                    DAMAGED);
        }
        byte[] bytes = new byte[at.lengthBytes()];
        file.slice(at.offsetBytes(), bytes.length).get(bytes);
        try {
            new ThriftStructs(bytes, 0, bytes.length).read(target);
        } catch (IOException e) {
            throw damaged("The " + name + " cannot be read: " + e.getMessage(), at, place);
        }
    }

    static DataException damaged(String problem, Place at, Location place) {
        return new DataException(problem, place.withByteOffset(at.offsetBytes()), DAMAGED);
    }

    public int pageCount() {
        return offsets.length;
    }

    /** Where a page's header begins in the file. */
    public long offsetBytes(int page) {
        return offsets[page];
    }

    /** Of a page with its header. */
    public int lengthBytes(int page) {
        return lengths[page];
    }

    public long firstRow(int page) {
        return firstRows[page];
    }

    public long endRow(int page) {
        return page + 1 < firstRows.length ? firstRows[page + 1] : rowCount;
    }

    /** The page that a row is in. */
    public int pageOf(long row) {
        int found = Arrays.binarySearch(firstRows, row);
        int page = found >= 0 ? found : -found - 2;
        // Pages without rows begin where the next one does.
        while (page + 1 < firstRows.length && firstRows[page + 1] == row) {
            page++;
        }
        return page;
    }

    /** What was read for this. */
    public int indexBytes() {
        return indexBytes;
    }
}
