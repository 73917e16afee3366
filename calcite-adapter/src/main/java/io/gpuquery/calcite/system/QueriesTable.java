package io.gpuquery.calcite.system;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.history.QueryEntry;
import io.gpuquery.calcite.history.QueryLog;
import io.gpuquery.calcite.history.QueryReceipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sys.queries}: the last {@value QueryLog#MOST_STATEMENTS} statements over each directory that connections of our driver
 * executed in this process, in the order in which they began; also the one that asks. What was done is that of our operators.
 */
final class QueriesTable {
    private static final List<SystemTable.Column> COLUMNS = List.of(
            SystemTable.instant("started"),
            SystemTable.text("statement"),
            SystemTable.text("outcome"),
            SystemTable.text("sql_state"),
            SystemTable.text("error"),
            SystemTable.number("row_count"),
            SystemTable.number("duration_micros"),
            SystemTable.number("plan_micros"),
            SystemTable.number("execute_micros"),
            SystemTable.number("scan_micros"),
            SystemTable.text("device"),
            SystemTable.number("rows_scanned"),
            SystemTable.text("columns_cold"),
            SystemTable.text("columns_warm"),
            SystemTable.number("bytes_shared"),
            SystemTable.number("bytes_copied"),
            SystemTable.number("bytes_decoded"),
            SystemTable.number("bytes_spilled"),
            SystemTable.number("blocks_skipped"),
            SystemTable.number("pages_skipped"),
            SystemTable.number("rows_known"),
            SystemTable.number("kernels_run"),
            SystemTable.number("kernel_micros"),
            SystemTable.text("fallbacks"));

    private QueriesTable() {}

    static SystemTable of(Supplier<List<SystemSource>> sources) {
        return new SystemTable(COLUMNS, cancellation -> {
            // A statement over several directories is remembered in each.
            Set<QueryEntry> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            List<QueryEntry.Shown> shown = new ArrayList<>();
            for (SystemSource source : sources.get()) {
                source.queries().entries().stream().filter(seen::add).forEach(entry -> shown.add(entry.shown()));
            }
            shown.sort((one, other) -> one.started().compareTo(other.started()));
            return new ArrayList<>(shown.stream().map(QueriesTable::row).toList());
        });
    }

    private static @Nullable Object[] row(QueryEntry.Shown query) {
        QueryReceipt receipt = query.receipt();
        return new @Nullable Object[] {
            query.started().toEpochMilli(),
            query.statement(),
            query.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            query.sqlState(),
            query.error(),
            query.rowCount(),
            micros(query.durationNanos()),
            stage(receipt, Receipt.PLAN),
            stage(receipt, Receipt.EXECUTE),
            stage(receipt, Receipt.SCAN),
            receipt == null ? null : receipt.device(),
            receipt == null ? null : (Long) receipt.rowsScanned(),
            receipt == null ? null : receipt.coldColumns(),
            receipt == null ? null : receipt.warmColumns(),
            receipt == null ? null : (Long) receipt.bytesShared(),
            receipt == null ? null : (Long) receipt.bytesCopied(),
            receipt == null ? null : (Long) receipt.bytesDecoded(),
            receipt == null ? null : (Long) receipt.bytesSpilled(),
            receipt == null ? null : (Long) receipt.blocksSkipped(),
            receipt == null ? null : (Long) receipt.pagesSkipped(),
            receipt == null ? null : (Long) receipt.rowsKnown(),
            receipt == null ? null : (Long) receipt.kernelsRun(),
            receipt == null ? null : micros(receipt.deviceNanos()),
            receipt == null ? null : receipt.fallbacks()
        };
    }

    /** NULL where the statement had no such stage. */
    private static @Nullable Long stage(@Nullable QueryReceipt receipt, String stage) {
        return receipt == null ? null : micros(receipt.stageNanos().get(stage));
    }

    private static @Nullable Long micros(@Nullable Long nanos) {
        return nanos == null ? null : (Long) TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
