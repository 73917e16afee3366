package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * A page of values whose levels have been found.
 *
 * @param valueCount rows of the page, nulls counted
 * @param encoding of the values
 * @param presence 1 for each row with a value, 0 for each null; null where the column has no nulls
 * @param valuesAt where the values lie in the file, if they lie there as they are; else -1
 * @param valuesBytes their length there
 * @param values the values on the heap; null if they are in the file
 */
record DataPage(
        int valueCount,
        Encoding encoding,
        @Nullable RunLengthDecoder presence,
        long valuesAt,
        int valuesBytes,
        @Nullable PageBytes values) {

    static DataPage mapped(
            int valueCount, Encoding encoding, @Nullable RunLengthDecoder presence, long valuesAt, int valuesBytes) {
        return new DataPage(valueCount, encoding, presence, valuesAt, valuesBytes, null);
    }

    static DataPage loaded(int valueCount, Encoding encoding, @Nullable RunLengthDecoder presence, PageBytes values) {
        return new DataPage(valueCount, encoding, presence, -1, values.lengthBytes(), values);
    }

    boolean hasDictionaryCodes() {
        return encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY;
    }
}
