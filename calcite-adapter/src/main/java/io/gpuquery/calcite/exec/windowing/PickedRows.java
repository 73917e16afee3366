package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of a vector for other rows than their own: a row has the number of the row whose value it gets, or none. */
final class PickedRows {
    private static final int NONE = -1;
    private static final int DEFAULT = -2;

    private final int[] picked;

    PickedRows(int rowCount) {
        this.picked = new int[rowCount];
    }

    void pick(int row, int of) {
        picked[row] = of;
    }

    /** A row without a value. */
    void pickNone(int row) {
        picked[row] = NONE;
    }

    /** A row with a value of its own. */
    void pickDefault(int row) {
        picked[row] = DEFAULT;
    }

    /** The values, of one type; defaults are one for all rows or one for each. */
    Vector values(Vector vector, ColumnType type, @Nullable Vector defaults) {
        int rowCount = picked.length;
        Vector none = vector instanceof CodedVector coded
                ? new CodedVector(new int[] {coded.dictionary().nullCode()}, coded.dictionary(), 1, new int[] {1})
                : Lanes.constant(null, type);
        int noneAt = vector.length();
        boolean one = defaults != null && defaults.length() == 1;
        for (int row = 0; row < rowCount; row++) {
            if (picked[row] == NONE) {
                picked[row] = noneAt;
            } else if (picked[row] == DEFAULT) {
                picked[row] = noneAt + 1 + (one ? 0 : row);
            }
        }
        Vector all = Concatenation.of(defaults == null ? List.of(vector, none) : List.of(vector, none, defaults));
        return all.gather(picked, rowCount, new Scratch(0));
    }
}
