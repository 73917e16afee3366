package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import java.util.Objects;

/**
 * The first key that rows are sorted by, of which only the first rows are wanted.
 *
 * @param expression over the columns of the scan
 * @param descending greatest first
 * @param nullsFirst where nulls go, whatever the direction
 * @param rowCount how many are wanted
 */
public record TopKey(Expression expression, boolean descending, boolean nullsFirst, int rowCount) {
    public TopKey {
        Objects.requireNonNull(expression, "expression");
        if (rowCount < 1) {
            throw new IllegalArgumentException(rowCount + " rows");
        }
    }
}
