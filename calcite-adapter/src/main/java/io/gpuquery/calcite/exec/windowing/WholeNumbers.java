package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;

/** Arguments that are numbers of rows: one for each row, or one for all. */
final class WholeNumbers {
    private final LongVector values;

    WholeNumbers(Vector vector, ColumnType type) {
        if (!isNumber(type)) {
            throw new IllegalArgumentException("a number of rows is no " + type);
        }
        this.values = Lanes.longs(vector, new Scratch(0));
    }

    /** Whether values of a type can be numbers of rows. */
    static boolean isNumber(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    private int index(int row) {
        return values.length() == 1 ? 0 : row;
    }

    boolean isNull(int row) {
        return values.isNull(index(row));
    }

    long of(int row) {
        return values.values()[index(row)];
    }
}
