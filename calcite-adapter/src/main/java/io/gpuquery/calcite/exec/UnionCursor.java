package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.memory.Closing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of several cursors, one after the other. */
final class UnionCursor implements BlockCursor {
    private final List<ValueType> types;
    private final List<BlockCursor> inputs;
    private int current;

    UnionCursor(List<ValueType> types, List<BlockCursor> inputs) {
        this.types = types;
        this.inputs = inputs;
    }

    @Override
    public @Nullable Block next() {
        for (; current < inputs.size(); current++) {
            Block block = inputs.get(current).next();
            if (block != null) {
                Vector[] columns = new Vector[types.size()];
                for (int i = 0; i < columns.length; i++) {
                    columns[i] = block.column(i);
                }
                return new Block(types, columns, block.rowCount());
            }
            inputs.get(current).close();
        }
        return null;
    }

    @Override
    public void close() {
        Closing.all(inputs);
    }
}
