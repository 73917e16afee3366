package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.vector.BatchColumns;
import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.EntryEvaluation;
import io.gpuquery.calcite.kernel.EntryFailureException;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/** Computes for a device what depends on a text, with the loops of the CPU; of a text itself a word by which it is sorted. */
final class DictionaryEntries implements EntryEvaluation {
    private static final KeyOrder IN_ORDER = new KeyOrder(false, true);

    private final List<ValueType> types;
    private final ExecutionContext context;

    DictionaryEntries(List<ValueType> types, ExecutionContext context) {
        this.types = types;
        this.context = context;
    }

    @Override
    public Entries evaluate(Expression expression, int column, ColumnBatch batch) {
        ProgramBuilder builder = new ProgramBuilder(types, context.parameters(), context.receipt()::fallback);
        int output = builder.output(expression);
        Program program = builder.build();
        AtomicReference<Entries> result = new AtomicReference<>();
        BatchColumns columns = new BatchColumns(types.size());
        columns.open(batch);
        try {
            PipelineWorker.reading(batch, () -> {
                columns.select(0, batch.selectedCount());
                boolean coded = batch.column(column) instanceof DictionaryColumn;
                ColumnSource source = coded ? new Source(dictionary(column, columns)) : columns;
                int count =
                        source instanceof Source of ? of.dictionary().entries().length() : batch.selectedCount();
                int start = coded ? 0 : DeviceWork.startOf(batch);
                result.set(entries(evaluate(program, output, source, count), start, count));
            });
        } finally {
            columns.close();
        }
        return Objects.requireNonNull(result.get());
    }

    private static Vector evaluate(Program program, int output, ColumnSource source, int count) {
        Evaluator evaluator = new Evaluator(program, count);
        Frame frame = Objects.requireNonNull(evaluator.start(source, count));
        try {
            return evaluator.output(frame, output);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // Told when, and only if, a row that counts has such an entry.
            throw new EntryFailureException(e);
        }
    }

    /** The dictionary of a column that has one. */
    static Dictionary dictionary(int column, BatchColumns columns) {
        columns.select(0, 1);
        return ((CodedVector) columns.column(column, new Scratch(1))).dictionary();
    }

    /** Behind some that nobody asks for. */
    private static Entries entries(Vector computed, int start, int count) {
        boolean text = computed instanceof TextVector || computed instanceof CodedVector;
        Vector vector = text
                ? new LongVector(KeyWords.leading(computed, IN_ORDER, new Scratch(0)), count, computed.nulls())
                : computed;
        long[] values = new long[start + count];
        boolean[] isNull = new boolean[start + count];
        for (int i = 0; i < count; i++) {
            isNull[start + i] = vector.isNull(i);
            if (vector instanceof IntVector ints) {
                values[start + i] = ints.values()[i];
            } else if (vector instanceof LongVector longs) {
                values[start + i] = longs.values()[i];
            } else if (vector instanceof DoubleVector doubles) {
                values[start + i] = Double.doubleToRawLongBits(doubles.values()[i]);
            } else {
                throw new IneligibleException("values that no device has");
            }
        }
        return new Entries(values, isNull);
    }

    /** The entries as whichever column is asked for. */
    private record Source(Dictionary dictionary) implements ColumnSource {
        @Override
        public Vector column(int index, Scratch scratch) {
            return dictionary.entries();
        }

        @Override
        public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
            return dictionary.entries().gather(positions, positionCount, scratch);
        }
    }
}
