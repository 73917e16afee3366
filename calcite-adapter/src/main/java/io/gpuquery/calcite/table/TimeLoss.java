package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Nesting;

/** Whether times have digits that Calcite's runtime, which counts milliseconds, drops; also times in nested values. */
final class TimeLoss {
    private TimeLoss() {}

    static boolean isIn(Block block, int column) {
        return Nesting.hasDigitsBelow(
                block.column(column), block.types().get(column).type(), SqlTypes.FRACTION_DIGITS);
    }
}
