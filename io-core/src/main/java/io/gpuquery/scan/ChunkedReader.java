package io.gpuquery.scan;

import org.jspecify.annotations.Nullable;

/**
 * A reader of text that need not be there as a whole: that reads it in chunks of whole records, each as if it were a file, in their
 * order.
 */
public interface ChunkedReader extends FormatReader {
    /**
     * What cuts one text into such chunks; null where its records can only be found from its whole.
     *
     * @param description of the text's head, which a {@link io.gpuquery.memory.FileContents} that is not whole had
     */
    @Nullable
    ChunkCutter cutter(FileDescription description, ReadOptions options);
}
