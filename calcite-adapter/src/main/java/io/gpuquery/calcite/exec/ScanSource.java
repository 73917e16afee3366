package io.gpuquery.calcite.exec;

import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Scan;
import java.util.List;

/**
 * Where the rows of a {@link PlanNode.ScanNode} come from. Opened once per execution, by the thread that asks for the first block.
 */
@FunctionalInterface
public interface ScanSource {
    /**
     * Starts to read. The columns are those of the node, in its order.
     *
     * <p>The scan need not be exact (the plan has the whole condition in a filter above), but must be safe: it finds out by itself
     * when a file changed under a batch before it hands that batch out.
     *
     * @param cancellation this scan's own: set also when the execution is closed early
     * @param receipt for what only the source knows: columns cold or warm, blocks skipped
     * @return owned by the execution
     */
    Scan open(Cancellation cancellation, Receipt receipt);

    /** The same, where rows out of some bounds, or some of them, may be left out. */
    default Scan open(Cancellation cancellation, Receipt receipt, List<ColumnBounds> bounds) {
        return open(cancellation, receipt);
    }

    /**
     * Whether it is given hints that a row satisfies if, and only if, it satisfies the condition of the filter right above the scan.
     */
    default boolean hintsAreAll() {
        return false;
    }
}
