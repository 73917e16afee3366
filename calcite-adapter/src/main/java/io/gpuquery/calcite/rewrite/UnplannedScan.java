package io.gpuquery.calcite.rewrite;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/**
 * A table scan as a query brings it along, before the query was rewritten.
 *
 * <p>No rule may implement it. So a query as it was written, with its joins in the order in which somebody wrote the
 * tables, cannot win against the rewritten one in the cost-based planner, whose estimates would have it win at times.
 * The rewriting puts {@link #planned()} into its place, which rules implement. The two must differ in their digest.
 */
public interface UnplannedScan {

    /** The same scan of the same table, with the same row type and traits, for rules to implement. */
    TableScan planned();

    /**
     * The rewritten query, in which operators that belong to tables such as this one do what they can; the others are left to
     * rules. Same rows, columns and traits apart from the convention.
     */
    default RelNode placed(RelNode query) {
        return query;
    }
}
