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
                "%s of %s had too few fields; the missing ones are NULL. Set the option \"strict\" to true to make this an error.",
                "row");
        warn(
                scope,
                table,
                counters.rowsSkipped.sum(),
                "%s of %s did not fit the columns and were left out, as the option \"onError\" says.",
                "row");
        warn(
                scope,
                table,
                counters.fieldsNulled.sum(),
                "%s of %s did not fit their columns and are NULL, as the option \"onError\" says.",
                "value");
        warn(
                scope,
                table,
                counters.fieldsIgnored.sum(),
                "%s of %s stand under keys that are no columns, or that come twice in an object, and were passed over. "
                        + "Set the option \"sampleRows\" to 0 to find all columns, or \"strict\" to true to make this an error.",
                "value");
    }

    private static void warn(QueryScope scope, String table, long count, String text, String unit) {
        if (count > 0) {
            String counted = String.format(Locale.ROOT, count == 1 ? "%,d %s" : "%,d %ss", count, unit);
            scope.warn(table + text, String.format(Locale.ROOT, text, counted, table));
        }
    }
}
