package io.gpuquery.scan;

import io.gpuquery.memory.FileContents;

/** Cuts one text into chunks of whole records, from its start to its end. For one thread. */
public interface ChunkCutter {
    /**
     * Where the next chunk ends: at the first place at or behind a wanted one at which a record ends.
     *
     * @param text what there is of the text, from the end of the last chunk on; asked again with more of it where it did not suffice
     * @return the length of the chunk; the size of the text where no such place is in it
     */
    long cut(FileContents text, long wantedBytes, Cancellation cancellation);

    /**
     * Ends a chunk.
     *
     * @param chunk as it was cut; the last one has all that was left
     * @param last whether it is the last one
     * @return what the reader's scan needs to know of it
     */
    FileDescription end(FileContents chunk, boolean last);

    /** How many lines end in a chunk, as the reader counts them. */
    long lineEnds(FileContents chunk, Cancellation cancellation);
}
