package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.kernel.Partials;
import java.util.Arrays;

/**
 * The rows of a batch whose keys have to be known before what a device has added up is added: the first of each of its groups, and
 * those that it has left over, in order, so that groups are made in the order in which they first occur.
 *
 * @param rows ascending
 * @param firsts which of these are the first of the device's groups
 */
@SuppressWarnings("ArrayRecordComponent")
record PartialRows(int[] rows, int[] firsts) {
    static PartialRows of(Partials partials, int rowCount) {
        int[] firstRows = partials.firstRows();
        int[] firsts = new int[firstRows.length];
        int[] rest = partials.rest();
        if (rest == null) {
            Arrays.setAll(firsts, i -> i);
            return new PartialRows(firstRows, firsts);
        }
        int[] rows = new int[rowCount];
        int count = 0;
        int next = 0;
        for (int row = 0; row < rowCount; row++) {
            boolean first = next < firstRows.length && firstRows[next] == row;
            if (first) {
                firsts[next++] = count;
            }
            rows[count] = row;
            count += first || ((rest[row >>> 5] >>> row) & 1) != 0 ? 1 : 0;
        }
        return new PartialRows(Arrays.copyOf(rows, count), firsts);
    }

    int count() {
        return rows.length;
    }

    /** The groups of the device's, of those of all rows. */
    int[] ofPartials(int[] groups) {
        return Arrays.stream(firsts).map(row -> groups[row]).toArray();
    }
}
