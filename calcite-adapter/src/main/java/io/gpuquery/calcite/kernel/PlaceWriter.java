package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.kernel.Dialect.Word;
import java.util.BitSet;
import java.util.List;

/**
 * Writes what is added up at a place of a table of groups. A table is ints that begin as 0, and are only added to or raised: sums are
 * three of them, between which carries go, so that no device needs atomic operations on more than 32 bits, and the order of the threads
 * does not matter.
 *
 * <p>A place has one int for its first row (as the greatest complement), one for its number of rows, and for each call one for the rows
 * that count, then three of a SUM, two of a MIN or MAX. The second of these is for values of more than 32 bits: once it is known which is
 * the greatest of the high halves, another kernel goes over the rows that have it, and raises the low half.
 */
final class PlaceWriter {
    private static final int SUM_INTS = 3;
    private static final int WIDE_SUM_INTS = 4;
    private static final int EXTREME_INTS = 2;
    private static final int OWN_INTS = 2;

    private final KernelRequest request;
    private final RowWriter rows;
    private final String space;
    private final BitSet wide = new BitSet();

    /** Takes where the table lies: "global" or "local". */
    PlaceWriter(KernelRequest request, RowWriter rows, String space) {
        this.request = request;
        this.rows = rows;
        this.space = space;
    }

    /** Ints of a place. */
    static int intsOf(KernelRequest request) {
        return OWN_INTS
                + request.calls().stream()
                        .mapToInt(call -> intsOf(request, call))
                        .sum();
    }

    static int intsOf(KernelRequest request, PartialCall call) {
        return switch (call.function()) {
            case COUNT -> 1;
            case SUM -> 1 + (request.wide() ? WIDE_SUM_INTS : SUM_INTS);
            case MIN, MAX -> 1 + EXTREME_INTS;
            case DOUBLE_SUM -> throw new IneligibleException("sums of doubles by group");
        };
    }

    /** Calls whose values have more than 32 bits, so that there is a second kernel; known once rows were written. */
    BitSet wide() {
        return wide;
    }

    /** What a row adds to the place that begins at an int of {@code table}. */
    void addRow(String at) {
        raise("table + " + at, "~row");
        rows.body.line("ATOMIC_ADD(table + " + at + " + 1, 1);");
        int offset = OWN_INTS;
        for (int number = 0; number < request.calls().size(); number++) {
            PartialCall call = request.calls().get(number);
            add(number, call, at, offset);
            offset += intsOf(request, call);
        }
    }

    /** Only where it makes a difference, which it seldom does: then threads need not wait for each other. */
    private void raise(String place, String value) {
        rows.body.line("if (ATOMIC_GET(" + place + ") < " + value + ") ATOMIC_MAX(" + place + ", " + value + ");");
    }

    private void add(int number, PartialCall call, String at, int offset) {
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
                    addSum("table + " + at + " + " + (offset + 1), value);
                } else if (value.type().equals("int")) {
                    String key = "((uint) " + value.code() + " ^ 0x80000000u)";
                    raise(
                            "table + " + at + " + " + (offset + 1),
                            rows.body.let("uint", call.function() == PartialCall.Function.MIN ? "~" + key : key));
                } else {
                    wide.set(number);
                    raise(
                            "table + " + at + " + " + (offset + 1),
                            rows.body.let("uint", "(uint) (" + key(call, value) + " >> 32)"));
                }
            });
        });
    }

    private void addSum(String place, Value value) {
        String low = rows.body.let("long", value.isWide() ? "(long) " + value.code() + ".low" : value.asLong());
        String high = value.isWide() ? value.code() + ".high" : "(" + low + " >> 63)";
        String words = "(uint) " + low + ", (uint) (" + low + " >> 32), (uint) " + high;
        if (request.wide()) {
            words += ", (uint) (" + high + " >> 32)";
        }
        rows.body.line("add_" + space + "(" + place + ", " + words + ");");
    }

    private String key(PartialCall call, Value value) {
        String key = "((ulong) " + value.asLong() + " ^ ((ulong) 1 << 63))";
        return rows.body.let("ulong", call.function() == PartialCall.Function.MIN ? "~" + key : key);
    }

    /** What a row adds once the high halves are known. */
    void addLowHalves(String at, BitSet calls) {
        int offset = OWN_INTS;
        for (int number = 0; number < request.calls().size(); number++) {
            PartialCall call = request.calls().get(number);
            int high = offset + 1;
            if (calls.get(number)) {
                rows.filtered(call.filter(), () -> {
                    Value value = rows.argument(call);
                    rows.present(value, () -> {
                        String key = key(call, value);
                        rows.body.block(
                                "if (ATOMIC_GET(table + " + at + " + " + high + ") == (uint) (" + key + " >> 32))",
                                () -> raise("table + " + at + " + " + (high + 1), "(uint) " + key));
                    });
                });
            }
            offset += intsOf(request, call);
        }
    }

    /** From the place {@code at} of the table {@code own} to that of the table {@code all}. */
    String merges() {
        StringBuilder merges = new StringBuilder();
        merge(merges, "ATOMIC_MAX(all + at, ATOMIC_GET(own + at));");
        merge(merges, "ATOMIC_ADD(all + at + 1, ATOMIC_GET(own + at + 1));");
        int offset = OWN_INTS;
        for (PartialCall call : request.calls()) {
            merge(merges, "ATOMIC_ADD(all + at + " + offset + ", ATOMIC_GET(own + at + " + offset + "));");
            int next = offset + 1;
            if (call.function() == PartialCall.Function.SUM) {
                merge(
                        merges,
                        ("add_global(all + at + #, ATOMIC_GET(own + at + #), ATOMIC_GET(own + at + # + 1), ATOMIC_GET(own + at + # + 2)"
                                        + (request.wide() ? ", ATOMIC_GET(own + at + # + 3)" : "") + ");")
                                .replace("#", Integer.toString(next)));
            } else if (call.function() != PartialCall.Function.COUNT) {
                merge(merges, "ATOMIC_MAX(all + at + " + next + ", ATOMIC_GET(own + at + " + next + "));");
            }
            offset += intsOf(request, call);
        }
        return merges.toString();
    }

    private static void merge(StringBuilder merges, String statement) {
        merges.append("            ").append(statement).append('\n');
    }

    /** A program of a text that may add to tables in some memories. */
    KernelProgram program(
            Dialect dialect, boolean fp64, String name, KernelInputs inputs, String text, List<String> spaces) {
        KernelProgram program = KernelProgram.of(dialect, fp64, name, "@atomic", inputs, text);
        String kernel = dialect.word(Word.KERNEL);
        StringBuilder functions = new StringBuilder();
        spaces.forEach(space -> functions.append(addFunction(space, request.wide())));
        String words = functions
                .toString()
                .replace("@global", dialect.word(Word.GLOBAL))
                .replace("@local", dialect.word(Word.LOCAL))
                .replace("@atomic", dialect.word(Word.ATOMIC));
        String whole = program.text().replace("\n" + kernel, "\n" + words + "\n" + kernel);
        return new KernelProgram(program.name(), whole, program.inputs());
    }

    /** Adds 96 bits, or 128, in so many atomic steps: what an int carries is known from what was there, whoever else adds at the same time. */
    private static String addFunction(String space, boolean wide) {
        String last = """
                    if (high + carry != 0) {
                        ATOMIC_ADD(place + 2, high + carry);
                    }
                """;
        String lastTwo = """
                    next = (ulong) high + carry;
                    carry = (uint) (next >> 32);
                    more = (uint) next;
                    if (more != 0) {
                        old = ATOMIC_ADD(place + 2, more);
                        carry += old + more < more ? 1 : 0;
                    }
                    if (top + carry != 0) {
                        ATOMIC_ADD(place + 3, top + carry);
                    }
                """;
        return """
                static inline void add_SPACE(@SPACE @atomic* place, uint low, uint middle, uint highTOP) {
                    uint old = ATOMIC_ADD(place, low);
                    ulong next = (ulong) middle + (old + low < low ? 1 : 0);
                    uint carry = (uint) (next >> 32);
                    uint more = (uint) next;
                    if (more != 0) {
                        old = ATOMIC_ADD(place + 1, more);
                        carry += old + more < more ? 1 : 0;
                    }
                LAST}
                """.replace("SPACE", space)
                .replace("TOP", wide ? ", uint top" : "")
                .replace("LAST", wide ? lastTwo : last);
    }
}
