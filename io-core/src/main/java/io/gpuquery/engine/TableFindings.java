package io.gpuquery.engine;

/**
 * What reading all files of a table to their ends has found; for {@code sys.tables}.
 *
 * @param rowsSkipped rows that were left out because a field did not fit
 * @param rowsPadded rows with too few fields, padded with nulls
 * @param fieldsIgnored values of objects that no column shows
 */
public record TableFindings(long rowsSkipped, long rowsPadded, long fieldsIgnored) {
    static final TableFindings NOTHING = new TableFindings(0, 0, 0);

    TableFindings plus(TableFindings other) {
        return new TableFindings(
                rowsSkipped + other.rowsSkipped, rowsPadded + other.rowsPadded, fieldsIgnored + other.fieldsIgnored);
    }
}
