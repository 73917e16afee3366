package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * A page of values whose levels have been found.
 *
 * @param valueCount rows of the page, nulls counted; of a leaf of a nested column its levels
 * @param encoding of the values
 * @param presence 1 for each row with a value, 0 for each null; null where the column has no nulls. Of a leaf of a nested column
 *     the definition levels
 * @param repetition the repetition levels; null where nothing repeats
 * @param valuesAt where the values lie in the file, if they lie there as they are; else -1
 * @param valuesBytes their length there
 * @param values the values on the heap; null if they are in the file
 */
record DataPage(
        int valueCount,
        Encoding encoding,
        @Nullable RunLengthDecoder presence,
        @Nullable RunLengthDecoder repetition,
        long valuesAt,
        int valuesBytes,
        @Nullable PageBytes values) {

    static DataPage mapped(int valueCount, Encoding encoding, Levels levels, long valuesAt, int valuesBytes) {
        return new DataPage(
                valueCount, encoding, levels.definition(), levels.repetition(), valuesAt, valuesBytes, null);
    }

    static DataPage loaded(int valueCount, Encoding encoding, Levels levels, PageBytes values) {
        return new DataPage(
                valueCount, encoding, levels.definition(), levels.repetition(), -1, values.lengthBytes(), values);
    }

    /** Both kinds of levels; null where all of them are 0. */
    record Levels(
            @Nullable RunLengthDecoder definition, @Nullable RunLengthDecoder repetition) {
        static final Levels NONE = new Levels(null, null);
    }

    boolean hasDictionaryCodes() {
        return encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY;
    }
}
