package io.gpuquery.calcite.rel;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ScanPredicate;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one field of a ROW column, and on nothing else: as a condition on a column of its own, and the predicates of that as
 * those of the field.
 *
 * @param column the ROW column
 * @param path to the field
 * @param field what it is, as a column
 * @param condition over that column, which is the first
 */
record FieldPredicates(int column, List<Integer> path, ColumnDefinition field, RexNode condition) {
    FieldPredicates {
        path = List.copyOf(path);
    }

    /** Null for conditions on columns, on more than one field, or on none. */
    static @Nullable FieldPredicates of(RexCall condition, TableSchema schema) {
        Fields fields = new Fields();
        RexNode replaced = condition.accept(fields);
        RexFieldAccess access = fields.access;
        if (access == null || fields.others) {
            return null;
        }
        List<Integer> path = new ArrayList<>();
        RexNode at = access;
        for (; at instanceof RexFieldAccess step; at = step.getReferenceExpr()) {
            path.add(0, step.getField().getIndex());
        }
        if (!(at instanceof RexInputRef column)) {
            return null;
        }
        ColumnDefinition field = schema.column(column.getIndex());
        for (int index : path) {
            if (field.type().kind() != ColumnType.Kind.ROW) {
                return null;
            }
            field = field.type().fields().get(index);
        }
        // Null, too, where the row is.
        return new FieldPredicates(
                column.getIndex(), path, new ColumnDefinition(field.name(), field.type(), true), replaced);
    }

    TableSchema schema() {
        return new TableSchema(List.of(field));
    }

    /** Predicates of the column as those of the field. */
    ScanPredicate ofField(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.And and) {
            return new ScanPredicate.And(
                    and.operands().stream().map(this::ofField).toList());
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return new ScanPredicate.Or(
                    or.operands().stream().map(this::ofField).toList());
        }
        return new ScanPredicate.OfField(column, path, predicate);
    }

    /** Puts the only column in the place of a field. */
    private static final class Fields extends RexShuttle {
        private @Nullable RexFieldAccess access;
        private boolean others;

        @Override
        public RexNode visitFieldAccess(RexFieldAccess fieldAccess) {
            others |= access != null && !access.equals(fieldAccess);
            access = fieldAccess;
            return new RexInputRef(0, fieldAccess.getType());
        }

        @Override
        public RexNode visitInputRef(RexInputRef inputRef) {
            others = true;
            return inputRef;
        }
    }
}
