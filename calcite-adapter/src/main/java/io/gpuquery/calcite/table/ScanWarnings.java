package io.gpuquery.calcite.table;

import io.gpuquery.scan.ScanCounters;
import java.util.Locale;

/** What a scan did to the data that its user should know, in words: nothing is padded, replaced or left out in silence. */
final class ScanWarnings {
    private ScanWarnings() {}

    /** Warns of what a scan of a table has counted. To be called once it has ended. */
    static void tell(QueryScope scope, String table, ScanCounters counters) {
        warn(
                scope,
                table,
                counters.rowsPadded.sum(),
                "row",
                "Padded with NULL: %s of %s, which had too few fields. Set the option \"strict\" to true to make this an error.");
        warn(
                scope,
                table,
                counters.rowsSkipped.sum(),
                "row",
                "Left out: %s of %s, which did not fit the columns. The option \"onError\" says so.");
        warn(
                scope,
                table,
                counters.fieldsNulled.sum(),
                "value",
                "Read as NULL: %s of %s, which did not fit their columns. The option \"onError\" says so.");
        warn(
                scope,
                table,
                counters.fieldsIgnored.sum(),
                "value",
                "Passed over: %s of %s, under keys that are no columns or that come twice in an object. Set the option"
                        + " \"sampleRows\" to 0 to find all columns, or \"strict\" to true to make this an error.");
    }

    private static void warn(QueryScope scope, String table, long count, String unit, String text) {
        if (count > 0) {
            String counted = String.format(Locale.ROOT, count == 1 ? "%,d %s" : "%,d %ss", count, unit);
            scope.warn(table + text, String.format(Locale.ROOT, text, counted, table));
        }
    }
}
