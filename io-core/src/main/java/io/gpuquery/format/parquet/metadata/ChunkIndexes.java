package io.gpuquery.format.parquet.metadata;

import org.jspecify.annotations.Nullable;

/**
 * Where a column chunk has more, outside of its pages and of the footer, that tells what need not be read.
 *
 * @param columnIndex nulls and bounds of each page; null where there is none, or its order is not known
 * @param offsetIndex where each page is and which rows it has; null where there is none
 * @param bloomFilterOffsetBytes where its Bloom filter begins in the file; 0 where there is none
 * @param dictionaryOnly whether all its values are in its dictionary page
 */
public record ChunkIndexes(
        @Nullable Place columnIndex, @Nullable Place offsetIndex, long bloomFilterOffsetBytes, boolean dictionaryOnly) {
    /** There is nothing. */
    public static final ChunkIndexes NONE = new ChunkIndexes(null, null, 0, false);

    /** A stretch of the file. */
    public record Place(long offsetBytes, int lengthBytes) {}
}
