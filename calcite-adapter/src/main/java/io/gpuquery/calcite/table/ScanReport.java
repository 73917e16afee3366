package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ScanCounters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a scan of some columns of a table did, for the receipt of its execution. */
final class ScanReport {
    private ScanReport() {}

    /**
     * Adds it. To be called once the scan has ended.
     *
     * @param planned the columns that the plan knows the table by
     * @param columns indexes into them of those that were read
     */
    static void add(
            Receipt receipt, DeviceTable table, TableSchema planned, List<Integer> columns, ScanCounters counters) {
        receipt.blocksSkipped.add(counters.blocksSkipped.sum() + counters.rowGroupsPruned.sum());
        receipt.rowsKnown.add(counters.rowsKnown.sum());
        receipt.pagesRead.add(counters.pagesRead.sum());
        receipt.pagesSkipped.add(counters.pagesSkipped.sum());
        receipt.bytesShared.add(counters.bytesInPlace.sum() + counters.bytesResident.sum());
        receipt.bytesCopied.add(counters.bytesCopied.sum());
        receipt.bytesDecoded.add(counters.bytesDecoded.sum() + counters.bytesOfIndexes.sum());
        // Files of one table may write its columns' names in different cases.
        Map<String, Boolean> warm = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        counters.columns().forEach((name, inMemory) -> warm.merge(name, inMemory, Boolean::logicalAnd));
        for (int column : columns) {
            String name = planned.column(column).name();
            // Of keys of folders, and where no file had to be opened, nothing is known.
            Boolean wasInMemory = warm.get(name);
            if (wasInMemory != null && wasInMemory) {
                receipt.warmColumn(table.name() + "." + name);
            } else if (wasInMemory != null) {
                receipt.coldColumn(table.name() + "." + name);
            }
        }
    }
}
