package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.table.DeviceTable;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a logical expression has.
 *
 * <p>Files tell their row counts and seldom more. Calcite's own estimate of a join (15% of all pairs) is off by orders
 * of magnitude then; this one takes it that an equality compares a key with references to it.
 */
final class RowEstimates {
    /** Groups of an aggregate whose keys tell nothing. */
    private static final double SHARE_OF_GROUPS = 0.3;

    private final RelMetadataQuery metadata;
    private final IdentityHashMap<RelNode, Double> known = new IdentityHashMap<>();

    RowEstimates(RelMetadataQuery metadata) {
        this.metadata = metadata;
    }

    /**
     * How many different values a field can have.
     *
     * @param count the number, or an upper limit of it
     * @param exact whether the number itself is known
     */
    record Domain(double count, boolean exact) {
        /**
         * The domain of fields that are compared with each other: the largest number that is known, since the others'
         * values are in it; else the smallest limit, which is the row count of the table whose key it probably is.
         */
        static double common(List<Domain> domains) {
            double largest = 0;
            double limit = Double.POSITIVE_INFINITY;
            for (Domain domain : domains) {
                largest = domain.exact ? Math.max(largest, domain.count) : largest;
                limit = Math.min(limit, domain.count);
            }
            return Math.max(1, largest > 0 ? largest : limit);
        }
    }

    /** The field that {@code expression} reads, be it cast to another type; null for anything else. */
    static @Nullable RexNode field(RexNode expression) {
        RexNode bare = RexUtil.removeCast(expression);
        return bare instanceof RexInputRef ? bare : null;
    }

    /** The rows of {@code rel}: at least 1. */
    double rows(RelNode rel) {
        Double rows = known.get(rel);
        if (rows == null) {
            rows = Math.max(1, compute(rel));
            known.put(rel, rows);
        }
        return rows;
    }

    private double compute(RelNode rel) {
        if (rel instanceof Filter filter) {
            RelNode input = filter.getInput();
            Selectivity selectivity = new Selectivity(field -> knowledge(input, field.getIndex()));
            return rows(input) * selectivity.of(filter.getCondition());
        }
        if (rel instanceof Project project) {
            return rows(project.getInput());
        }
        if (rel instanceof Sort sort) {
            return sort.fetch == null ? rows(sort.getInput()) : Math.min(rows(sort.getInput()), metadataRows(sort));
        }
        if (rel instanceof Aggregate aggregate) {
            return groups(aggregate);
        }
        return rel instanceof Join join ? joinRows(join) : metadataRows(rel);
    }

    private double metadataRows(RelNode rel) {
        Double rows = metadata.getRowCount(rel);
        return rows == null ? 1 : rows;
    }

    private double groups(Aggregate aggregate) {
        if (aggregate.getGroupSet().isEmpty()) {
            return 1;
        }
        double rows = rows(aggregate.getInput());
        double combinations = 1;
        for (int key : aggregate.getGroupSet()) {
            Domain domain = domain(aggregate.getInput(), key);
            combinations *= domain.exact ? domain.count : Math.min(domain.count, rows * SHARE_OF_GROUPS);
        }
        return Math.min(rows, combinations);
    }

    private double joinRows(Join join) {
        double left = rows(join.getLeft());
        double right = rows(join.getRight());
        JoinInfo keys = join.analyzeCondition();
        double domain = 1;
        for (int i = 0; i < keys.leftKeys.size(); i++) {
            domain *= Domain.common(List.of(
                    domain(join.getLeft(), keys.leftKeys.get(i)), domain(join.getRight(), keys.rightKeys.get(i))));
        }
        if (keys.leftKeys.size() > 1) {
            domain = Math.min(domain, Math.min(unfilteredRows(join.getLeft()), unfilteredRows(join.getRight())));
        }
        double rest = keys.nonEquiConditions.stream()
                .mapToDouble(Selectivity::ofUnknownColumns)
                .reduce(1, (a, b) -> a * b);
        double inner = left * right / domain * rest;
        double found = Math.min(1, right / domain * rest);
        return switch (join.getJoinType()) {
            case INNER, ASOF -> inner;
            case LEFT, LEFT_ASOF, LEFT_MARK -> Math.max(left, inner);
            case RIGHT -> Math.max(right, inner);
            case FULL -> Math.max(left + right, inner);
            case SEMI -> left * found;
            case ANTI -> left * Math.max(0.1, 1 - found);
        };
    }

    /** The rows of {@code rel} without its filters: the values of a key are those of the table, not of what is left. */
    double unfilteredRows(RelNode rel) {
        return rel instanceof Filter || rel instanceof Project ? unfilteredRows(rel.getInput(0)) : rows(rel);
    }

    /** The values that a field can have, before filters. */
    Domain domain(RelNode rel, int field) {
        RelColumnOrigin origin = metadata.getColumnOrigin(rel, field);
        if (origin == null || origin.isDerived()) {
            return new Domain(unfilteredRows(rel), false);
        }
        RelOptTable table = origin.getOriginTable();
        ImmutableBitSet column = ImmutableBitSet.of(origin.getOriginColumnOrdinal());
        if (table.isKey(column)) {
            return new Domain(table.getRowCount(), true);
        }
        Double distinct = distinctInTable(rel, table, column);
        DeviceTable known = distinct == null ? table.unwrap(DeviceTable.class) : null;
        if (known != null) {
            double ofFiles =
                    ColumnKnowledge.of(known, origin.getOriginColumnOrdinal()).distinct();
            distinct = Double.isNaN(ofFiles) ? null : (Double) Math.max(1, ofFiles);
        }
        return distinct == null ? new Domain(Math.max(1, table.getRowCount()), false) : new Domain(distinct, true);
    }

    private ColumnKnowledge knowledge(RelNode rel, int field) {
        Domain domain = domain(rel, field);
        RelColumnOrigin origin = metadata.getColumnOrigin(rel, field);
        DeviceTable table = origin == null || origin.isDerived()
                ? null
                : origin.getOriginTable().unwrap(DeviceTable.class);
        ColumnKnowledge known = origin == null || table == null
                ? ColumnKnowledge.NONE
                : ColumnKnowledge.of(table, origin.getOriginColumnOrdinal());
        return known.withDistinct(domain.exact ? domain.count : Double.NaN);
    }

    /** What the table itself says about a column, by way of a scan of it below {@code rel}; null if it says nothing. */
    private @Nullable Double distinctInTable(RelNode rel, RelOptTable table, ImmutableBitSet column) {
        if (rel instanceof TableScan scan) {
            return scan.getTable() == table ? metadata.getDistinctRowCount(scan, column, null) : null;
        }
        for (RelNode input : rel.getInputs()) {
            Double found = distinctInTable(input, table, column);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
