package io.gpuquery.scan;

import io.gpuquery.memory.FileContents;
import java.util.List;
import java.util.Objects;

/**
 * What to read.
 *
 * @param contents the version to read; the scan takes it over and closes it
 * @param description what {@link FormatReader#describe} said of this version, or of an earlier one that only grew
 * @param columns indexes into the description's schema, in the order wanted, each at most once; may be empty
 * @param predicates conjuncts, over indexes into the description's schema
 * @param options as given to {@code describe}
 * @param batchRows most rows of a batch
 * @param cancellation looked at during the work
 */
public record ScanRequest(
        FileContents contents,
        FileDescription description,
        List<Integer> columns,
        List<ScanPredicate> predicates,
        ReadOptions options,
        int batchRows,
        Cancellation cancellation) {
    /** Rows of a batch unless somebody knows better. */
    public static final int DEFAULT_BATCH_ROWS = 16 * 1024;

    public ScanRequest {
        columns = List.copyOf(columns);
        predicates = List.copyOf(predicates);
        if (batchRows < 1) {
            throw new IllegalArgumentException("batchRows is " + batchRows);
        }
        for (int column : columns) {
            Objects.checkIndex(column, description.schema().columnCount());
        }
        for (ScanPredicate predicate : predicates) {
            predicate
                    .columns()
                    .forEach(column ->
                            Objects.checkIndex(column, description.schema().columnCount()));
        }
    }
}
