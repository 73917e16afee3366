package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.joining.JoinTable;
import io.gpuquery.calcite.exec.vector.BatchColumns;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.EntryEvaluation;
import io.gpuquery.column.ColumnBatch;

/** Tells of each entry of a dictionary whether it is a key of a join. */
record KeyEntries(JoinTable table) implements EntryEvaluation {
    @Override
    public Entries evaluate(Expression expression, int column, ColumnBatch batch) {
        BatchColumns columns = new BatchColumns(batch.columns().size());
        boolean[][] found = new boolean[1][];
        columns.open(batch);
        try {
            PipelineWorker.reading(batch, () -> {
                TextVector entries =
                        DictionaryEntries.dictionary(column, columns).entries();
                found[0] = table.isFound(entries, entries.length());
            });
        } finally {
            columns.close();
        }
        long[] values = new long[found[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = found[0][i] ? 1 : 0;
        }
        return new Entries(values, new boolean[values.length]);
    }
}
