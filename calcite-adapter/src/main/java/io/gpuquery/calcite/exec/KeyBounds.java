package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a scan that is a key of a join further up.
 *
 * @param join which finds no rows whose keys are out of the bounds of its right input's
 * @param key its number among the join's keys
 * @param column of the scan
 */
record KeyBounds(JoinStep join, int key, int column) {
    /** Those keys of a filter over a scan that are columns of it of one word each. */
    static List<KeyBounds> of(KeyFilter filter, PlanNode.ScanNode scan) {
        List<KeyBounds> bounds = new ArrayList<>();
        for (int key = 0; key < filter.keys().size(); key++) {
            Expression expression = filter.keys().get(key);
            if (expression instanceof InputReference reference
                    && isOfOneWord(scan.types().get(reference.index()))) {
                bounds.add(new KeyBounds(filter.join(), key, reference.index()));
            }
        }
        return bounds;
    }

    private static boolean isOfOneWord(ValueType type) {
        return switch (type.type().storage()) {
            case INT8, INT16, INT32, INT64 -> type.type().kind() != ColumnType.Kind.BOOLEAN;
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> false;
        };
    }

    /** What the joins, which are prepared, know. */
    static List<ColumnBounds> known(List<KeyBounds> keys) {
        List<ColumnBounds> known = new ArrayList<>();
        for (KeyBounds key : keys) {
            ColumnBounds bounds = key.join.bounds(key.key, key.column);
            if (bounds != null) {
                known.add(bounds);
            }
        }
        return known;
    }
}
