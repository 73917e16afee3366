package io.gpuquery.format.parquet.chunk;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.metadata.PageTable;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ScanCounters;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of a column chunk reads.
 *
 * @param region the file's bytes; whoever makes this holds a lease on it as long as the reader is open
 * @param file for messages
 * @param rowGroup the row group's ordinal
 * @param column the column
 * @param chunk the column's chunk in the row group; it lies inside the region
 * @param counters where bytes are counted
 * @param cancellation looked at once per page
 * @param verifyChecksums whether pages that have a checksum are compared with it
 * @param pages where its pages are, if that was read before; null if not
 */
public record ChunkSource(
        MemoryRegion region,
        Path file,
        int rowGroup,
        LeafColumn column,
        ColumnChunk chunk,
        ScanCounters counters,
        Cancellation cancellation,
        boolean verifyChecksums,
        @Nullable PageTable pages) {

    /** A failure of the page at an offset, with its place. */
    DataException failure(PageException e, long pageOffsetBytes) {
        String problem = e.problem();
        return new DataException(
                Character.toUpperCase(problem.charAt(0)) + problem.substring(1),
                place().withByteOffset(pageOffsetBytes),
                e.hint(),
                e);
    }

    /** The column chunk. */
    Location place() {
        return Location.of(file).withRowGroup(rowGroup).withColumn(column.name());
    }
}
