package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.ColumnBounds;
import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.exec.ScanSource;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a table, for a plan of our operators. The plan is made once, and each execution binds it to its own scope: {@link #in}.
 *
 * @param table what is read; plans outlive its files' versions
 * @param planned the columns that the plan knows the table by
 * @param columns indexes into them, in the order of the plan
 * @param hints rows that violate them need not be read
 * @param hintsAreAll as in {@link ScanSource#hintsAreAll()}
 */
public record TableSource(
        DeviceTable table, TableSchema planned, List<Integer> columns, List<ScanPredicate> hints, boolean hintsAreAll)
        implements ScanSource {
    public TableSource {
        columns = List.copyOf(columns);
        hints = List.copyOf(hints);
    }

    /** The same for one execution: it reads the versions of files that the execution reads, and warns its user. */
    public ScanSource in(QueryScope scope) {
        return new ScanSource() {
            @Override
            public Scan open(Cancellation cancellation, Receipt receipt) {
                return open(cancellation, receipt, List.of());
            }

            @Override
            public Scan open(Cancellation cancellation, Receipt receipt, List<ColumnBounds> bounds) {
                List<ScanPredicate> all = new ArrayList<>(hints);
                bounds.forEach(each -> all.addAll(predicates(each)));
                Scan scan = table.openScan(planned, columns, all, cancellation, scope.files());
                return new Reported(scan, scope, receipt);
            }

            @Override
            public boolean hintsAreAll() {
                return hintsAreAll;
            }
        };
    }

    private List<ScanPredicate> predicates(ColumnBounds bounds) {
        int column = columns.get(bounds.column());
        return List.of(
                new ScanPredicate.Comparison(column, ScanPredicate.Operator.GE, new Literal.OfLong(bounds.least())),
                new ScanPredicate.Comparison(column, ScanPredicate.Operator.LE, new Literal.OfLong(bounds.greatest())));
    }

    @Override
    public Scan open(Cancellation cancellation, Receipt receipt) {
        throw new IllegalStateException("the scan of " + table.name() + " is not bound to an execution");
    }

    /** Says at its end what the scan did. */
    private final class Reported implements Scan {
        private final Scan scan;
        private final QueryScope scope;
        private final Receipt receipt;
        private final AtomicBoolean told = new AtomicBoolean();

        Reported(Scan scan, QueryScope scope, Receipt receipt) {
            this.scan = scan;
            this.scope = scope;
            this.receipt = receipt;
        }

        @Override
        public TableSchema schema() {
            return scan.schema();
        }

        @Override
        public @Nullable Morsel nextMorsel() {
            return scan.nextMorsel();
        }

        @Override
        public @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
            return scan.takeKnown(wanted, exact);
        }

        @Override
        public List<ScanPredicate> residual() {
            return scan.residual();
        }

        @Override
        public ScanCounters counters() {
            return scan.counters();
        }

        @Override
        public void close() {
            scan.close();
            if (told.compareAndSet(false, true)) {
                ScanWarnings.tell(scope, RowCursor.nameOf(table), scan.counters());
                ScanReport.add(receipt, table, planned, columns, scan.counters());
            }
        }
    }
}
