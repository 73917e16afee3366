package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.KeyProbe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys of rows of a scan that a join further up looks for, so that a device can leave rows out that the join would.
 *
 * @param join which is prepared before the first row is read
 * @param keys over the columns of the scan, as the join's left keys are of rows there
 * @param negated whether the join leaves those rows whose keys it does not find
 */
record JoinProbe(JoinStep join, List<Expression> keys, boolean negated) {
    JoinProbe {
        keys = List.copyOf(keys);
    }

    /** What is known once the join is prepared; null if a device has no use for it. */
    @Nullable
    KeyProbe known() {
        return join.probe(keys, negated);
    }
}
