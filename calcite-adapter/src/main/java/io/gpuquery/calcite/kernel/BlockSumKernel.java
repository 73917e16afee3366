package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import java.util.List;

/**
 * A kernel that adds up doubles as the CPU does: a thread for each block of rows, in which every fourth row goes to the same of four
 * sums, and the last three at most to the first of them.
 */
final class BlockSumKernel {
    private BlockSumKernel() {}

    /** Longs of output for each block: whether it failed, and the sum and the number of rows of each call. */
    static int slotsOf(KernelRequest request) {
        return 1 + 2 * request.calls().size();
    }

    static KernelProgram program(KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64) {
        RowWriter rows = new RowWriter(request, shapes, fp64);
        StringBuilder declarations = new StringBuilder();
        StringBuilder results = new StringBuilder();
        int slots = slotsOf(request);
        rows.selected(() -> {
            for (int number = 0; number < request.calls().size(); number++) {
                PartialCall call = request.calls().get(number);
                if (call.function() == PartialCall.Function.DOUBLE_SUM) {
                    add(rows, call, number, slots, declarations, results);
                }
            }
        });
        String blockRows = rows.inputs.literal(request.blockRows());
        String text = "    uint start = first + GLOBAL_ID * (uint) " + blockRows
                + ";\n    if (start >= end) {\n        return;\n    }\n"
                + "    uint stop = min(end, start + (uint) " + blockRows + ");\n    int err = 0;\n" + declarations
                + "    for (uint row = start; row < stop; row++) {\n" + rows.body + "    }\n"
                + "    out[GLOBAL_ID * " + slots + "] = err;\n" + results;
        return KernelProgram.of(dialect, fp64, "sum_blocks", "long", rows.inputs, text);
    }

    private static void add(
            RowWriter rows,
            PartialCall call,
            int number,
            int slots,
            StringBuilder declarations,
            StringBuilder results) {
        String n = Integer.toString(number);
        for (String name : List.of("sum0_", "sum1_", "sum2_", "sum3_", "next0_", "next1_", "next2_")) {
            declarations.append("    FP64 ").append(name).append(n).append(" = 0;\n");
        }
        declarations.append("    uint count").append(n).append(" = 0;\n");
        rows.filtered(call.filter(), () -> {
            Expression argument = call.arguments().get(0);
            Value value = rows.expressions.write(argument);
            if (value.lane() != Value.Lane.DOUBLE) {
                throw new IneligibleException("SUM(" + argument + ")");
            }
            rows.present(value, () -> {
                String number64 = rows.body.let("FP64", "DOUBLE_OF(" + value.code() + ")");
                String turn = rows.body.let("uint", "count" + n + "++ & 3");
                rows.body.block(
                        "if (" + turn + " == 3)",
                        () -> rows.body.line(
                                "sum0_# += next0_#; sum1_# += next1_#; sum2_# += next2_#; sum3_# += ".replace("#", n)
                                        + number64 + ";"));
                rows.body.block(
                        "else if (" + turn + " == 0)", () -> rows.body.line("next0_" + n + " = " + number64 + ";"));
                rows.body.block(
                        "else if (" + turn + " == 1)", () -> rows.body.line("next1_" + n + " = " + number64 + ";"));
                rows.body.block("else", () -> rows.body.line("next2_" + n + " = " + number64 + ";"));
            });
        });
        results.append("""
                    if ((count# & 3) > 0) sum0_# += next0_#;
                    if ((count# & 3) > 1) sum0_# += next1_#;
                    if ((count# & 3) > 2) sum0_# += next2_#;
                """.replace("#", n));
        results.append("    out[GLOBAL_ID * " + slots + " + " + (1 + 2 * number)
                + "] = BITS_OF((sum0_# + sum1_#) + (sum2_# + sum3_#));\n".replace("#", n));
        results.append("    out[GLOBAL_ID * " + slots + " + " + (2 + 2 * number) + "] = count" + n + ";\n");
    }
}
