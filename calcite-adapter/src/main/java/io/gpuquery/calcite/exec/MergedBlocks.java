package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows of merged runs, without the columns by which they were merged, which stand behind the others. */
final class MergedBlocks implements BlockSource {
    private final MergedRuns merged;
    private final List<ValueType> types;
    private final Runnable check;
    private long toSkip;
    private long left;

    MergedBlocks(MergedRuns merged, List<ValueType> types, RowBounds bounds, Runnable check) {
        this.merged = merged;
        this.types = types;
        this.check = check;
        this.toSkip = bounds.offset();
        this.left = bounds.fetch();
    }

    @Override
    public @Nullable Block next() {
        while (left > 0) {
            check.run();
            Vector @Nullable [] rows = merged.next();
            if (rows == null) {
                return null;
            }
            int count = rows[rows.length - 1].length();
            int first = (int) Math.min(count, toSkip);
            toSkip -= first;
            int wanted = (int) Math.min(count - first, left);
            left -= wanted;
            if (wanted > 0) {
                return block(rows, first, wanted, count);
            }
        }
        return null;
    }

    private Block block(Vector[] rows, int first, int wanted, int count) {
        Vector[] columns = new Vector[types.size()];
        int[] numbers = IntStream.range(first, first + wanted).toArray();
        for (int column = 0; column < columns.length; column++) {
            columns[column] = wanted == count ? rows[column] : rows[column].gather(numbers, wanted, new Scratch(0));
        }
        return new Block(types, columns, wanted);
    }
}
