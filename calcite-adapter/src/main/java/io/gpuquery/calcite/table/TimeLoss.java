package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.column.ColumnType;
import java.math.BigInteger;

/** Whether times have digits that Calcite's runtime, which counts milliseconds, drops. */
final class TimeLoss {
    private TimeLoss() {}

    static boolean isIn(Block block, int column) {
        ColumnType type = block.types().get(column).type();
        boolean time = switch (type.kind()) {
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> true;
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, DATE, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                false;
        };
        if (!time || type.precision() <= SqlTypes.FRACTION_DIGITS) {
            return false;
        }
        long unitsPerMilli =
                BigInteger.TEN.pow(type.precision() - SqlTypes.FRACTION_DIGITS).longValueExact();
        for (int row = 0; row < block.rowCount(); row++) {
            if (!block.isNull(column, row) && block.getLong(column, row) % unitsPerMilli != 0) {
                return true;
            }
        }
        return false;
    }
}
