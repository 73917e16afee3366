package io.gpuquery.calcite.kernel;

import io.gpuquery.column.Column;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;

/**
 * What of a column decides how a kernel reads it.
 *
 * @param storage of its values; that of views for texts, whether they have codes or not
 * @param coded whether it has codes into a dictionary
 * @param hasNulls whether there is a bitmap of validity
 */
record ColumnShape(Storage storage, boolean coded, boolean hasNulls) {
    static ColumnShape of(Column column) {
        boolean hasNulls = column.validity().hasNulls();
        if (column instanceof FixedWidthColumn fixed) {
            return new ColumnShape(fixed.storage(), false, hasNulls);
        }
        boolean text = column instanceof DictionaryColumn || column instanceof ViewColumn;
        return new ColumnShape(text ? Storage.VIEW : Storage.NESTED, column instanceof DictionaryColumn, hasNulls);
    }
}
