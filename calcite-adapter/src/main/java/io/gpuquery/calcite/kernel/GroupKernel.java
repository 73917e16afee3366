package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A kernel that adds up rows by groups, which have places in a table: by the codes of the columns that the keys are computed from. A
 * table is ints that begin as 0, and are only added to or raised: sums are three of them, between which carries go, so that no device
 * needs atomic operations on more than 32 bits, and the order of the threads does not matter.
 *
 * <p>A place has one int for its first row (as the greatest complement), one for its number of rows, and for each call one for the rows
 * that count, then three of a SUM, one of a MIN or MAX.
 */
final class GroupKernel {
    /** Ints of a table that a group keeps for itself: 16 of the 32 KiB that every device has. */
    static final int LOCAL_INTS = 4096;
    /** Places of a table. */
    static final int MOST_PLACES = 4096;

    private static final int SUM_INTS = 3;

    private final KernelRequest request;
    private final RowWriter rows;
    private final List<ColumnShape> shapes;
    private final boolean local;
    private final StringBuilder merges = new StringBuilder();

    private GroupKernel(KernelRequest request, List<ColumnShape> shapes, boolean fp64, boolean local) {
        this.local = local;
        this.request = request;
        this.shapes = shapes;
        this.rows = new RowWriter(request, shapes, fp64);
    }

    /** Ints of a place. */
    static int intsOf(KernelRequest request) {
        int ints = 2;
        for (PartialCall call : request.calls()) {
            ints += intsOf(call);
        }
        return ints;
    }

    static int intsOf(PartialCall call) {
        return switch (call.function()) {
            case COUNT -> 1;
            case SUM -> 1 + SUM_INTS;
            case MIN, MAX -> 2;
            case DOUBLE_SUM -> throw new IneligibleException("sums of doubles by group");
        };
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

    /** How values of a column find their places, of which NULL has the last. */
    static Places places(ColumnShape shape, ColumnType type) {
        if (shape.coded()) {
            return Places.CODES;
        }
        if (type.kind() == ColumnType.Kind.BOOLEAN) {
            return Places.LOGICAL;
        }
        if (shape.storage().isInteger()) {
            return Places.RANGE;
        }
        throw new IneligibleException("groups by values of " + type + " that are no codes");
    }

    /**
     * The kernel. Its literals end with the places of each key column, in their order.
     *
     * @param local whether a group has a table of its own
     */
    static KernelProgram program(
            KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64, boolean local) {
        return new GroupKernel(request, shapes, fp64, local).program(dialect, fp64);
    }

    private KernelProgram program(Dialect dialect, boolean fp64) {
        int ints = intsOf(request);
        List<Integer> columns = keyColumns(request);
        List<String> places = new ArrayList<>();
        for (int column : columns) {
            places.add(rows.inputs.placeCount(column));
        }
        rows.selected(() -> {
            String place = place(columns, places);
            String at = rows.body.let("uint", "(uint) " + place + " * " + ints);
            rows.body.line("ATOMIC_MAX(table + " + at + ", ~row);");
            rows.body.line("ATOMIC_ADD(table + " + at + " + 1, 1);");
            int offset = 2;
            for (PartialCall call : request.calls()) {
                add(call, at, offset);
                offset += intsOf(call);
            }
        });
        mergePlace();
        String size = "(uint) " + String.join(" * (uint) ", places);
        StringBuilder text = new StringBuilder("    int err = 0;\n");
        if (local) {
            text.append(
                    "    @local @atomic own[" + LOCAL_INTS + "];\n    uint length = " + size + " * " + ints + ";\n");
            text.append(
                    "    for (uint i = LOCAL_ID; i < length; i += LOCAL_SIZE) ATOMIC_CLEAR(own + i);\n    GROUP_BARRIER;\n");
            text.append("    @local @atomic* table = own;\n");
        } else {
            text.append("    @global @atomic* table = out + 1;\n");
        }
        text.append("    for (uint row = first + GLOBAL_ID; row < end; row += GLOBAL_SIZE) {\n");
        text.append(rows.body).append("    }\n");
        if (local) {
            text.append("    GROUP_BARRIER;\n    for (uint at = LOCAL_ID * " + ints
                    + "; at < length; at += LOCAL_SIZE * " + ints
                    + ") {\n        if (ATOMIC_GET(own + at + 1) != 0) {\n" + merges + "        }\n    }\n");
        }
        text.append("    if (err != 0) {\n        ATOMIC_MAX(out, 1);\n    }\n");
        String functions = addFunction("global") + (local ? addFunction("local") : "");
        KernelProgram program = KernelProgram.of(dialect, fp64, "group_rows", "@atomic", rows.inputs, text.toString());
        String kernel = dialect.word(Dialect.Word.KERNEL);
        String withFunctions = program.text().replace("\n" + kernel, "\n" + words(functions, dialect) + "\n" + kernel);
        return new KernelProgram(program.name(), withFunctions, program.inputs());
    }

    private static String words(String text, Dialect dialect) {
        return text.replace("@global", dialect.word(Dialect.Word.GLOBAL))
                .replace("@local", dialect.word(Dialect.Word.LOCAL))
                .replace("@atomic", dialect.word(Dialect.Word.ATOMIC));
    }

    private String place(List<Integer> columns, List<String> places) {
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
        return place;
    }

    private String code(int column, Value value) {
        return switch (places(shapes.get(column), request.types().get(column).type())) {
            case CODES -> rows.inputs.values(column, "int") + "[row]";
            case LOGICAL -> value.code();
            case RANGE -> "(int) (" + value.asLong() + " - " + rows.inputs.leastOf(column) + ")";
        };
    }

    private void add(PartialCall call, String at, int offset) {
        String count = "ATOMIC_ADD(table + " + at + " + " + offset + ", 1);";
        rows.filtered(call.filter(), () -> {
            if (call.function() == PartialCall.Function.COUNT) {
                String any = rows.anyNull(call.arguments());
                rows.body.line((any == null ? "" : "if (" + any + " == 0) ") + count);
                return;
            }
            Value value = rows.argument(call);
            rows.present(value, () -> {
                rows.body.line(count);
                if (call.function() == PartialCall.Function.SUM) {
                    String number = rows.body.let("long", value.asLong());
                    rows.body.line("add_" + (local ? "local" : "global") + "(table + " + at + " + " + (offset + 1)
                            + ", (uint) " + number + ", (uint) (" + number + " >> 32), (uint) (" + number
                            + " >> 63));");
                } else {
                    extreme(call, value, at, offset + 1);
                }
            });
        });
    }

    private void extreme(PartialCall call, Value value, String at, int offset) {
        if (!value.type().equals("int")) {
            throw new IneligibleException(
                    call.function() + "(" + call.arguments().get(0) + ") of 64 bits by group");
        }
        String key = "((uint) " + value.code() + " ^ 0x80000000u)";
        rows.body.line("ATOMIC_MAX(table + " + at + " + " + offset + ", "
                + (call.function() == PartialCall.Function.MIN ? "~" + key : key) + ");");
    }

    /** From the table of a group to that of all. */
    private void mergePlace() {
        merge("ATOMIC_MAX(out + 1 + at, ATOMIC_GET(own + at));");
        merge("ATOMIC_ADD(out + 2 + at, ATOMIC_GET(own + at + 1));");
        int offset = 2;
        for (PartialCall call : request.calls()) {
            merge("ATOMIC_ADD(out + 1 + at + " + offset + ", ATOMIC_GET(own + at + " + offset + "));");
            int next = offset + 1;
            if (call.function() == PartialCall.Function.SUM) {
                merge(
                        "add_global(out + 1 + at + # , ATOMIC_GET(own + at + #), ATOMIC_GET(own + at + # + 1), ATOMIC_GET(own + at + # + 2));"
                                .replace("#", Integer.toString(next)));
            } else if (call.function() != PartialCall.Function.COUNT) {
                merge("ATOMIC_MAX(out + 1 + at + " + next + ", ATOMIC_GET(own + at + " + next + "));");
            }
            offset += intsOf(call);
        }
    }

    private void merge(String statement) {
        merges.append("            ").append(statement).append('\n');
    }

    /** Adds 96 bits in three atomic steps: what an int carries is known from what was there, whoever else adds at the same time. */
    private static String addFunction(String space) {
        return """
                static inline void add_SPACE(@SPACE @atomic* place, uint low, uint middle, uint high) {
                    uint old = ATOMIC_ADD(place, low);
                    ulong next = (ulong) middle + (old + low < low ? 1 : 0);
                    uint carry = (uint) (next >> 32);
                    uint more = (uint) next;
                    if (more != 0) {
                        old = ATOMIC_ADD(place + 1, more);
                        carry += old + more < more ? 1 : 0;
                    }
                    if (high + carry != 0) {
                        ATOMIC_ADD(place + 2, high + carry);
                    }
                }
                """.replace("SPACE", space);
    }
}
