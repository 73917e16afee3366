package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.exec.joining.JoinProber;
import io.gpuquery.calcite.exec.joining.JoinTable;
import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A join on the way through a pipeline: its right input, which is read first and as a whole, and the table made of it. */
final class JoinStep implements PipelineJoin {
    private static final String PURPOSE = "joining";

    private final PlanNode.JoinNode node;
    private final Environment environment;
    private final Pipeline right;
    private final int[] rightKeys;
    /** Whether anybody looks at columns of the right input, apart from its keys. */
    private final boolean withColumns;

    private final int[] leftKeys;
    private final @Nullable Program condition;
    private @Nullable JoinTable table;

    /** Rows of a unit of the right input; those of one unit come in order. */
    private record Chunk(long position, List<Vector> columns, int count) {}

    /** Takes what makes the columns of the left input, whose outputs become these columns and the keys. */
    JoinStep(PlanNode.JoinNode node, ProgramBuilder left, Environment environment) {
        this.node = node;
        this.environment = environment;
        left.outputAll();
        this.leftKeys = node.leftKeys().stream().mapToInt(left::output).toArray();
        this.right = Pipeline.of(node.right(), environment);
        Expression residual = node.condition();
        this.withColumns = node.kind().hasPairs() || residual != null;
        if (withColumns) {
            right.builder().outputAll();
        }
        this.rightKeys =
                node.rightKeys().stream().mapToInt(right.builder()::output).toArray();
        this.condition = residual == null ? null : program(residual);
    }

    private Program program(Expression residual) {
        ExecutionContext context = environment.context();
        ProgramBuilder builder =
                new ProgramBuilder(node.pairTypes(), context.parameters(), context.receipt()::fallback);
        builder.output(residual);
        return builder.build();
    }

    @Override
    public void prepare() {
        if (table == null) {
            right.prepare();
            table = build();
        }
    }

    @Override
    public boolean isEmpty() {
        boolean needsRight = node.kind() == JoinKind.INNER || node.kind() == JoinKind.SEMI;
        return needsRight && table().rowCount() == 0;
    }

    /** The right input's rows; once this is prepared. */
    JoinTable table() {
        return Objects.requireNonNull(table, "the join is not prepared");
    }

    /** The least and the greatest value of a key of one word, for a column; null if they are not known. */
    @Nullable
    ColumnBounds bounds(int key, int column) {
        long @Nullable [] range = table().range(key);
        return range == null ? null : new ColumnBounds(column, range[0], range[1]);
    }

    @Override
    public JoinProber prober() {
        return new JoinProber(
                node.kind(),
                table(),
                node.left().types().size(),
                leftKeys,
                condition,
                environment.context().blockRows());
    }

    private JoinTable build() {
        ExecutionContext context = environment.context();
        MemoryAccount memory = environment.memory();
        List<Chunk> chunks = right.isEmpty() ? new ArrayList<>() : read();
        right.close();
        chunks.sort(Comparator.comparingLong(Chunk::position));
        int rowCount = 0;
        long bytes = 0;
        for (Chunk chunk : chunks) {
            rowCount = Math.addExact(rowCount, chunk.count());
            for (Vector vector : chunk.columns()) {
                bytes += Concatenation.sizeBytes(vector);
            }
        }
        if (chunks.size() > 1) {
            memory.reserve(bytes, PURPOSE);
        }
        int columnCount = withColumns ? node.right().types().size() : 0;
        Vector[] columns = new Vector[columnCount];
        for (int i = 0; i < columnCount; i++) {
            List<Vector> parts = parts(chunks, i);
            if (node.kind() == JoinKind.LEFT || parts.isEmpty()) {
                parts.add(nulls(parts, node.right().types().get(i).type()));
            }
            columns[i] = Concatenation.of(parts);
            context.cancellation().check();
        }
        List<ColumnType> keyTypes = keyTypes();
        Vector[] keys = new Vector[rowCount == 0 ? 0 : rightKeys.length];
        for (int key = 0; key < keys.length; key++) {
            keys[key] = rightKeys[key] < columnCount
                    ? columns[rightKeys[key]]
                    : Concatenation.of(parts(chunks, rightKeys[key]));
        }
        if (chunks.size() > 1) {
            // All of it lies in the new columns.
            memory.giveBack(bytes);
        }
        return JoinTable.of(columns, keys, keyTypes, rowCount, memory, context.cancellation()::check);
    }

    private static List<Vector> parts(List<Chunk> chunks, int column) {
        List<Vector> parts = new ArrayList<>();
        chunks.forEach(chunk -> parts.add(chunk.columns().get(column)));
        return parts;
    }

    /** A row of a null, in the same dictionary if there is one. */
    private static Vector nulls(List<Vector> parts, ColumnType type) {
        return !parts.isEmpty() && parts.get(0) instanceof CodedVector coded
                ? new CodedVector(new int[] {coded.dictionary().nullCode()}, coded.dictionary(), 1, new int[] {1})
                : Lanes.constant(null, type);
    }

    /** The types by which keys of both sides are compared: of two of exact numbers, the one that has room for both. */
    private List<ColumnType> keyTypes() {
        List<ColumnType> types = new ArrayList<>();
        for (int key = 0; key < rightKeys.length; key++) {
            ValueType left = node.leftKeys().get(key).type();
            ValueType other = node.rightKeys().get(key).type();
            types.add(isWider(left.type(), other.type()) ? left.type() : other.type());
        }
        return types;
    }

    private static boolean isWider(ColumnType type, ColumnType other) {
        return type.storage().widthBytes() > other.storage().widthBytes();
    }

    private List<Chunk> read() {
        ExecutionContext context = environment.context();
        Program program = right.program();
        List<List<Chunk>> parts = new ArrayList<>();
        Workers.run(right.feed(), context, () -> {
            List<Chunk> chunks = new ArrayList<>();
            parts.add(chunks);
            PipelineWorker worker = right.worker(program);
            return unit -> worker.run(unit, (evaluator, frame) -> {
                Vector[] outputs = evaluator.outputs(frame);
                Vector[] copies = new Vector[outputs.length];
                long bytes = 0;
                for (int i = 0; i < copies.length; i++) {
                    copies[i] = outputs[i].copy();
                    bytes += Concatenation.sizeBytes(copies[i]);
                }
                environment.memory().reserve(bytes, PURPOSE);
                chunks.add(new Chunk(unit.position(), List.of(copies), frame.count()));
            });
        });
        List<Chunk> all = new ArrayList<>();
        parts.forEach(all::addAll);
        return all;
    }

    @Override
    public void close() {
        right.close();
    }
}
