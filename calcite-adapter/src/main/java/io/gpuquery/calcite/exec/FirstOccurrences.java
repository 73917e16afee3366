package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.GroupTable;
import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves of equal values of a partition one, and nulls in place of the others. */
final class FirstOccurrences {
    private FirstOccurrences() {}

    /** Takes the number of each row's partition; null: there is but one. */
    static Vector of(
            Vector values,
            ColumnType type,
            int @Nullable [] partitions,
            ExecutionContext context,
            MemoryAccount memory) {
        int rowCount = values.length();
        int blockRows = context.blockRows();
        GroupTable seen = new GroupTable(List.of(ColumnType.INTEGER, type), blockRows, memory);
        int[] nulls = new int[rowCount];
        int[] groups = new int[blockRows];
        int known = 0;
        Scratch fresh = new Scratch(0);
        for (int from = 0; from < rowCount; from += blockRows) {
            context.cancellation().check();
            int count = Math.min(blockRows, rowCount - from);
            int[] numbers = new int[count];
            int[] rows = new int[count];
            for (int i = 0; i < count; i++) {
                rows[i] = from + i;
                numbers[i] = partitions == null ? 0 : partitions[from + i];
            }
            Vector block = values.gather(rows, count, fresh);
            seen.find(new Vector[] {new IntVector(numbers, count, null), block}, count, groups);
            for (int i = 0; i < count; i++) {
                // New keys get the next numbers.
                boolean isNew = groups[i] == known;
                known += isNew ? 1 : 0;
                nulls[from + i] = isNew && !block.isNull(i) ? 0 : 1;
            }
        }
        return values.withNulls(nulls);
    }
}
