package io.gpuquery.format.csv;

import org.jspecify.annotations.Nullable;

/** The records of delimited text, one after the other. For one thread. */
interface Records {
    /** Goes to the next record; false if there is none. */
    boolean next();

    /** Of the present record. */
    RecordShape shape();

    /** The text of a wanted field of the present record, by its position among the wanted ones; null for NULL. */
    @Nullable
    String text(int position);

    /** Bytes of the file taken so far. */
    long consumedBytes();
}
