package io.gpuquery.calcite.kernel;

import io.gpuquery.column.Storage;
import java.util.List;
import java.util.Objects;

/**
 * Kernels that find rows which may be among the first ones by a key. The key of a row is a word that is less where the row comes first, as
 * it is on the CPU. Each thread tells the least word of its rows: where so many rows are wanted, the last of as many least words is one
 * that no wanted row exceeds, since each is another row's. Then the rows that do not exceed it are selected.
 */
final class TopKernel {
    /** By which the literal of the word that no selected row exceeds goes; no column has it. */
    static final int BOUND = -1;

    /** Longs of output before those of the threads. */
    static final int HEADER_LONGS = 1;

    private TopKernel() {}

    /** Output: whether a row failed, then the least word of each thread; the greatest there is where it has no rows. */
    static KernelProgram leastWords(KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64) {
        RowWriter rows = new RowWriter(request, shapes, fp64);
        rows.selected(() -> {
            String word = word(rows, request);
            rows.body.line("least = " + word + " < least ? " + word + " : least;");
        });
        String text = "    int err = 0;\n    long least = MAGNITUDE;\n"
                + "    for (uint row = first + GLOBAL_ID; row < end; row += GLOBAL_SIZE) {\n" + rows.body + "    }\n"
                + "    out[" + HEADER_LONGS
                + " + GLOBAL_ID] = least;\n    if (err != 0) {\n        out[0] = 1;\n    }\n";
        return KernelProgram.of(dialect, fp64, "least_words", "long", rows.inputs, text);
    }

    /** Output as that of {@link SelectionKernel}. */
    static KernelProgram selection(KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64) {
        RowWriter rows = new RowWriter(request, shapes, fp64);
        String bound = rows.inputs.leastOf(BOUND);
        rows.selected(() -> rows.body.block(
                "if (" + word(rows, request) + " <= " + bound + ")", () -> rows.body.line("selected = 1;")));
        return SelectionKernel.program("select_top", rows, dialect, fp64);
    }

    private static String word(RowWriter rows, KernelRequest request) {
        TopKey key = Objects.requireNonNull(request.top());
        boolean text = key.expression().type().type().storage() == Storage.VIEW;
        Value value = text ? rows.expressions.textWord(key.expression()) : rows.expressions.write(key.expression());
        String word = switch (value.lane()) {
            case NOTHING -> throw new IneligibleException("the first rows by " + key.expression());
            case LOGICAL, INTEGER -> value.isWide() ? "wide_clamped(" + value.code() + ")" : value.asLong();
            case DOUBLE -> "ordered_bits(" + value.code() + ")";
        };
        String ordered = rows.body.let("long", key.descending() ? "~(" + word + ")" : word);
        if (value.nullCode() == null) {
            return ordered;
        }
        String ofNull = key.nullsFirst() ? "(-MAGNITUDE - 1)" : "MAGNITUDE";
        return rows.body.let("long", value.nullCode() + " ? " + ofNull + " : " + ordered);
    }
}
