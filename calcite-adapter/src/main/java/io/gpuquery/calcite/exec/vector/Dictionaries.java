package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ViewColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dictionary that a column of batches had last: batches of one row group share theirs. */
final class Dictionaries {
    private @Nullable List<BufferSlice> buffers;
    private @Nullable Dictionary dictionary;

    Dictionary of(ViewColumn entries) {
        List<BufferSlice> now = entries.buffers();
        Dictionary known = dictionary;
        if (known == null || !now.equals(buffers) || known.nullCode() != entries.rowCount()) {
            known = ViewReader.dictionary(entries);
            dictionary = known;
            buffers = now;
        }
        return known;
    }
}
