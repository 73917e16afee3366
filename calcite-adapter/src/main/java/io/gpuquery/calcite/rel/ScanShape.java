package io.gpuquery.calcite.rel;

import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ScanPredicate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * What a scan leaves out of its table. Immutable.
 *
 * @param schema the table's columns when the scan was planned
 * @param columns indexes of the columns that it gives, in this order
 * @param filters what its rows satisfy, over the table's columns
 * @param predicates the same, as the reader of the table takes it; or, without filters, hints which rows need not be read
 * @param hintsAreAll whether these hints say all that the filter right above the scan does
 */
record ScanShape(
        TableSchema schema,
        List<Integer> columns,
        List<RexNode> filters,
        List<ScanPredicate> predicates,
        boolean hintsAreAll) {
    ScanShape {
        columns = List.copyOf(columns);
        filters = List.copyOf(filters);
        predicates = List.copyOf(predicates);
    }

    /** All columns and rows. */
    static ScanShape all(TableSchema schema) {
        return new ScanShape(
                schema, IntStream.range(0, schema.columnCount()).boxed().toList(), List.of(), List.of(), false);
    }

    /** Fewer columns: positions among those that this shape gives. */
    ScanShape project(List<Integer> positions) {
        return new ScanShape(schema, positions.stream().map(columns::get).toList(), filters, predicates, hintsAreAll);
    }

    /** Fewer rows. */
    ScanShape filter(List<RexNode> moreFilters, List<ScanPredicate> morePredicates) {
        List<RexNode> allFilters = new ArrayList<>(filters);
        List<ScanPredicate> allPredicates = new ArrayList<>(predicates);
        moreFilters.stream().filter(each -> !filters.contains(each)).forEach(allFilters::add);
        morePredicates.stream().filter(each -> !predicates.contains(each)).forEach(allPredicates::add);
        return new ScanShape(schema, columns, allFilters, allPredicates, false);
    }

    /** The same rows for those who look at them anyway; others, which violate one of the predicates, need not be read. */
    ScanShape hint(List<ScanPredicate> hints, boolean all) {
        return new ScanShape(schema, columns, filters, hints, all);
    }

    private boolean hasAllColumns() {
        return columns.equals(IntStream.range(0, schema.columnCount()).boxed().toList());
    }

    RelDataType rowType(RelDataType tableType, RelDataTypeFactory factory) {
        if (hasAllColumns()) {
            return tableType;
        }
        RelDataTypeFactory.Builder builder = factory.builder();
        columns.forEach(column -> builder.add(tableType.getFieldList().get(column)));
        return builder.build();
    }

    /** An expression over the scan's output, as one over the table's columns. */
    RexNode overTable(RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef reference) {
                return new RexInputRef(columns.get(reference.getIndex()), reference.getType());
            }
        });
    }

    /** For EXPLAIN, and for telling scans of one table apart. */
    RelWriter explain(RelWriter writer) {
        PredicateText text = new PredicateText(schema);
        writer.itemIf("columns", columns.stream().map(text::column).toList(), !hasAllColumns());
        return writer.itemIf("predicates", predicates.stream().map(text::of).toList(), !predicates.isEmpty());
    }
}
