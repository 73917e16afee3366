package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.exec.joining.JoinProber;
import io.gpuquery.calcite.exec.joining.JoinTable;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.kernel.KeyProbe;
import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A join on the way through a pipeline: its right input, which is read first and as a whole, and the table made of it; or, where memory
 * has no room for that, its rows in temporary files.
 */
final class JoinStep implements PipelineJoin {
    private static final String PURPOSE = "joining";
    /** What a table takes for each row beside its columns. */
    private static final int TABLE_BYTES_PER_ROW = 24;

    private final PlanNode.JoinNode node;
    private final Environment environment;
    private final Pipeline right;
    private final int[] rightKeys;
    /** Whether anybody looks at columns of the right input, apart from its keys. */
    private final boolean withColumns;

    private final int[] leftKeys;
    private final @Nullable Program condition;
    private @Nullable JoinTable table;
    /** The right input's rows in temporary files, where memory has no room for them: a run for each part, of each thread. */
    private @Nullable List<SpillRun[]> spilled;

    private volatile @Nullable WorkSpace space;
    private final KeyMembers members = new KeyMembers();

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
        if (table == null && spilled == null) {
            right.prepare();
            WorkSpace own = environment.workSpace();
            space = own;
            KeptRows rows = new KeptRows(
                    right,
                    KeptRows.RowKeys.ofColumns(rightKeys),
                    new KeptRows.Need(PURPOSE, 1, TABLE_BYTES_PER_ROW),
                    environment.context(),
                    own);
            if (!right.isEmpty()) {
                rows.read();
            }
            right.close();
            if (rows.isSpilled()) {
                spilled = rows.runs();
            } else {
                List<Vector[]> chunks =
                        rows.chunks().stream().map(KeptRows.Chunk::columns).toList();
                table = table(chunks, rows.rowCount(), own.memory());
            }
        }
    }

    /** Whether the right input's rows are in temporary files, and there is no table. */
    boolean isSpilled() {
        return spilled != null;
    }

    /** The right input's rows that are in temporary files; their places stand behind the columns. */
    List<SpillRun[]> spilledRows() {
        return Objects.requireNonNull(spilled, "the join is not spilled");
    }

    /** Whether it is known that there are no rows on the right. */
    boolean isWithoutRows() {
        return !isSpilled() && table().rowCount() == 0;
    }

    @Override
    public boolean isEmpty() {
        boolean needsRight = node.kind() == JoinKind.INNER || node.kind() == JoinKind.SEMI;
        return needsRight && isWithoutRows();
    }

    private JoinTable table() {
        return Objects.requireNonNull(table, "the join is not prepared");
    }

    /** The right input's rows, once this is prepared; none where they are in temporary files. */
    JoinTable tableToTry() {
        return isSpilled() ? emptyTable() : table();
    }

    /** A table of no rows. */
    JoinTable emptyTable() {
        return table(List.of(), 0, environment.memory());
    }

    PlanNode.JoinNode node() {
        return node;
    }

    int[] leftKeys() {
        return leftKeys.clone();
    }

    int[] rightKeys() {
        return rightKeys.clone();
    }

    @Nullable
    Program condition() {
        return condition;
    }

    /** The least and the greatest value of a key of one word, for a column; null if they are not known. */
    @Nullable
    ColumnBounds bounds(int key, int column) {
        long @Nullable [] range = isSpilled() ? null : table().range(key);
        return range == null ? null : new ColumnBounds(column, range[0], range[1]);
    }

    /**
     * What a device needs to look keys up; null if it could not, or would not find out anything by it.
     *
     * @param keys over the columns of a scan
     */
    @Nullable
    KeyProbe probe(List<Expression> keys, boolean negated) {
        boolean decidesAlone = node.condition() == null;
        if (isSpilled() || rightKeys.length == 0 || (negated && !decidesAlone)) {
            return null;
        }
        return members.probe(
                table(), keys, negated, Objects.requireNonNull(space).memory());
    }

    @Override
    public JoinProber prober() {
        return prober(node.kind(), table(), node.left().types().size());
    }

    /** What looks rows up in a table of rows of the right input. */
    JoinProber prober(JoinKind kind, JoinTable rows, int leftCount) {
        return new JoinProber(
                kind,
                rows,
                leftCount,
                leftKeys,
                condition,
                environment.context().blockRows());
    }

    /** A table of rows of the right input, whose memory is set aside already; they are of no use afterwards. */
    JoinTable table(List<Vector[]> chunks, int rowCount, MemoryAccount memory) {
        ExecutionContext context = environment.context();
        long bytes = 0;
        for (Vector[] chunk : chunks) {
            for (Vector vector : chunk) {
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

    private static List<Vector> parts(List<Vector[]> chunks, int column) {
        List<Vector> parts = new ArrayList<>();
        chunks.forEach(chunk -> parts.add(chunk[column]));
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

    @Override
    public void close() {
        WorkSpace own = space;
        Closing.all(own == null ? List.of(right, members) : List.of(right, members, own));
    }
}
