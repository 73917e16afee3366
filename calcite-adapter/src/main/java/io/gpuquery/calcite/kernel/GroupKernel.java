package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that adds up rows by groups, which have places in a table: by the codes of the columns that the keys are computed from. In
 * front of the table is an int that says whether a row failed.
 */
final class GroupKernel {
    /** Ints of a table that a group keeps for itself: 16 of the 32 KiB that every device has. */
    static final int LOCAL_INTS = 4096;
    /** Places of a table. */
    static final int MOST_PLACES = 4096;

    private final KernelRequest request;
    private final RowWriter rows;
    private final List<ColumnShape> shapes;
    private final boolean local;
    private final PlaceWriter writer;

    private GroupKernel(KernelRequest request, List<ColumnShape> shapes, boolean fp64, boolean local) {
        this.local = local;
        this.request = request;
        this.shapes = shapes;
        this.rows = new RowWriter(request, shapes, fp64);
        this.writer = new PlaceWriter(request, rows, local ? "local" : "global");
    }

    /** The columns that the keys are computed from. */
    static List<Integer> keyColumns(KernelRequest request) {
        Set<Integer> columns = new TreeSet<>();
        for (Expression key : request.keys()) {
            ExpressionWriter.collect(key, columns);
        }
        return new ArrayList<>(columns);
    }

    /** What the places of a column's values are. */
    enum Places {
        /** Codes of a dictionary. */
        CODES,
        /** False and true. */
        LOGICAL,
        /** Integers above the least that a batch has. */
        RANGE
    }

    /** How values of a column find their places, of which NULL has the last; null where they are too many, whatever they are. */
    static @Nullable Places places(ColumnShape shape, ColumnType type) {
        if (shape.coded()) {
            return Places.CODES;
        }
        if (type.kind() == ColumnType.Kind.BOOLEAN) {
            return Places.LOGICAL;
        }
        if (shape.storage().isInteger()) {
            return Places.RANGE;
        }
        return null;
    }

    /**
     * The kernels. Literals say how many places each key column has.
     *
     * @param local whether a group has a table of its own
     */
    static GroupPrograms programs(
            KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64, boolean local) {
        GroupKernel first = new GroupKernel(request, shapes, fp64, local);
        KernelProgram program = first.program(dialect, fp64);
        BitSet wide = first.writer.wide();
        KernelProgram second =
                wide.isEmpty() ? null : new GroupKernel(request, shapes, fp64, false).lowHalves(dialect, fp64, wide);
        return new GroupPrograms(program, second, wide);
    }

    private KernelProgram program(Dialect dialect, boolean fp64) {
        int ints = PlaceWriter.intsOf(request);
        List<String> places = new ArrayList<>();
        List<Integer> columns = keyColumns(request);
        columns.forEach(column -> places.add(rows.inputs.placeCount(column)));
        rows.selected(() -> writer.addRow(at(columns, places)));
        String size = "(uint) " + String.join(" * (uint) ", places);
        StringBuilder text = new StringBuilder("    int err = 0;\n    @global @atomic* all = out + 1;\n");
        if (local) {
            text.append(
                    "    @local @atomic own[" + LOCAL_INTS + "];\n    uint length = " + size + " * " + ints + ";\n");
            text.append(
                    "    for (uint i = LOCAL_ID; i < length; i += LOCAL_SIZE) ATOMIC_CLEAR(own + i);\n    GROUP_BARRIER;\n");
            text.append("    @local @atomic* table = own;\n");
        } else {
            text.append("    @global @atomic* table = all;\n");
        }
        appendRows(text);
        if (local) {
            text.append("    GROUP_BARRIER;\n    for (uint at = LOCAL_ID * " + ints
                    + "; at < length; at += LOCAL_SIZE * " + ints
                    + ") {\n        if (ATOMIC_GET(own + at + 1) != 0) {\n" + writer.merges() + "        }\n    }\n");
        }
        text.append("    if (err != 0) {\n        ATOMIC_MAX(out, 1);\n    }\n");
        List<String> spaces = local ? List.of("global", "local") : List.of("global");
        return writer.program(dialect, fp64, "group_rows", rows.inputs, text.toString(), spaces);
    }

    private KernelProgram lowHalves(Dialect dialect, boolean fp64, BitSet wide) {
        List<String> places = new ArrayList<>();
        List<Integer> columns = keyColumns(request);
        columns.forEach(column -> places.add(rows.inputs.placeCount(column)));
        rows.selected(() -> writer.addLowHalves(at(columns, places), wide));
        StringBuilder text = new StringBuilder("    int err = 0;\n    @global @atomic* table = out + 1;\n");
        appendRows(text);
        return writer.program(dialect, fp64, "group_low_halves", rows.inputs, text.toString(), List.of());
    }

    private void appendRows(StringBuilder text) {
        text.append("    for (uint row = first + GLOBAL_ID; row < end; row += GLOBAL_SIZE) {\n");
        text.append(rows.body).append("    }\n");
    }

    private String at(List<Integer> columns, List<String> places) {
        String place = "0";
        for (int i = 0; i < columns.size(); i++) {
            int column = columns.get(i);
            Value value = rows.expressions.write(
                    new Expression.InputReference(column, request.types().get(column)));
            String code = code(column, value);
            String last = "((int) " + places.get(i) + " - 1)";
            String own = value.nullCode() == null
                    ? code
                    : rows.body.let("int", value.nullCode() + " ? " + last + " : " + code);
            place = i == 0 ? own : rows.body.let("int", place + " * (int) " + places.get(i) + " + " + own);
        }
        return rows.body.let("uint", "(uint) " + place + " * " + PlaceWriter.intsOf(request));
    }

    private String code(int column, Value value) {
        return switch (Objects.requireNonNull(
                places(shapes.get(column), request.types().get(column).type()))) {
            case CODES -> rows.inputs.values(column, "int") + "[row]";
            case LOGICAL -> value.code();
            case RANGE -> "(int) (" + value.asLong() + " - " + rows.inputs.leastOf(column) + ")";
        };
    }
}
