package io.gpuquery.calcite.kernel;

import java.math.BigInteger;
import java.util.List;

/**
 * A kernel that adds up all rows: each thread some of them in variables of its own, each group its threads in memory of the group. The
 * host adds up the groups: {@link #slotsOf} longs of each.
 */
final class AggregateKernel {
    /** Rows of one dispatch at most; so many of a narrow range add up in 64 bits. */
    static final int MOST_ROWS_BITS = 20;

    private static final int LOCAL_LONGS = 2048;
    private static final int FEW_BITS = Long.SIZE - 2 - MOST_ROWS_BITS;

    private final KernelRequest request;
    private final RowWriter rows;
    private final StringBuilder declarations = new StringBuilder();
    private final StringBuilder puts = new StringBuilder();
    private final StringBuilder folds = new StringBuilder();
    private final int threads;

    private AggregateKernel(KernelRequest request, List<ColumnShape> shapes, boolean fp64) {
        this.request = request;
        this.rows = new RowWriter(request, shapes, fp64);
        this.threads = groupThreads(request);
    }

    /** Longs of output for each group: whether it failed, how many rows there were, and three for each call. */
    static int slotsOf(KernelRequest request) {
        return 2 + 3 * request.calls().size();
    }

    /** Threads of a group, so that a long for each of them and for each slot takes half of the memory that groups have. */
    static int groupThreads(KernelRequest request) {
        int most = LOCAL_LONGS / slotsOf(request);
        if (most < 1) {
            throw new IneligibleException(request.calls().size() + " aggregates at a time");
        }
        return Math.min(KernelProgram.GROUP_THREADS, Integer.highestOneBit(most));
    }

    static KernelProgram program(KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64) {
        return new AggregateKernel(request, shapes, fp64).program(dialect, fp64);
    }

    private KernelProgram program(Dialect dialect, boolean fp64) {
        reduce(0, "(ulong) (err != 0 ? 1 : 0)", "");
        reduce(1, "(ulong) count", "");
        rows.selected(() -> {
            rows.body.line("count += 1;");
            for (int call = 0; call < request.calls().size(); call++) {
                add(call, request.calls().get(call));
            }
        });
        StringBuilder text = new StringBuilder();
        text.append("    @local ulong part[" + slotsOf(request) * threads + "];\n");
        text.append("    int err = 0;\n    uint count = 0;\n").append(declarations);
        text.append("    for (uint row = first + GLOBAL_ID; row < end; row += GLOBAL_SIZE) {\n");
        text.append(rows.body).append("    }\n");
        text.append(puts).append("    GROUP_BARRIER;\n").append(folds);
        return KernelProgram.of(dialect, fp64, "aggregate_rows", "long", rows.inputs, text.toString());
    }

    private void declare(String type, String name, String value) {
        declarations
                .append("    ")
                .append(type)
                .append(' ')
                .append(name)
                .append(" = ")
                .append(value)
                .append(";\n");
    }

    private void add(int number, PartialCall call) {
        String count = "count" + number;
        int slot = 2 + 3 * number;
        if (call.function() == PartialCall.Function.DOUBLE_SUM) {
            return;
        }
        declare("uint", count, "0");
        reduce(slot, "(ulong) " + count, "");
        rows.filtered(call.filter(), () -> {
            switch (call.function()) {
                case COUNT -> {
                    String any = rows.anyNull(call.arguments());
                    rows.body.line(count + " += " + (any == null ? "1" : any + " ^ 1") + ";");
                }
                case SUM -> sum(number, count, rows.argument(call));
                case MIN -> extreme(number, count, rows.argument(call), "<", "MAGNITUDE");
                case MAX -> extreme(number, count, rows.argument(call), ">", "(-MAGNITUDE - 1)");
                case DOUBLE_SUM -> throw new IllegalStateException("doubles are added up by blocks");
            }
        });
    }

    private void sum(int number, String count, Value value) {
        String low = "low" + number;
        String high = "high" + number;
        boolean narrow = value.bits() <= FEW_BITS;
        declare("ulong", low, "0");
        if (!narrow) {
            declare("ulong", high, "0");
        }
        rows.present(value, () -> {
            rows.body.line(count + " += 1;");
            if (value.isWide()) {
                rows.body.line(low + " += " + value.code() + ".low;");
                rows.body.line(high + " += (ulong) " + value.code() + ".high + (" + low + " < " + value.code()
                        + ".low ? 1 : 0);");
                return;
            }
            rows.body.line(low + " += (ulong) (" + value.asLong() + ");");
            if (!narrow) {
                rows.body.line(high + " += (ulong) ((" + value.asLong() + ") >> 63) + (" + low + " < (ulong) ("
                        + value.asLong() + ") ? 1 : 0);");
            }
        });
        int slot = 3 + 3 * number;
        if (narrow) {
            reduceNarrow(slot, low);
        } else {
            reduceWide(slot, low, high);
        }
    }

    private void extreme(int number, String count, Value value, String better, String neutral) {
        String best = "best" + number;
        declare("long", best, neutral);
        rows.present(value, () -> {
            rows.body.line(count + " += 1;");
            rows.body.line(best + " = " + value.asLong() + " " + better + " " + best + " ? " + value.asLong() + " : "
                    + best + ";");
        });
        reduce(3 + 3 * number, "(ulong) " + best, better);
    }

    /** A value of each thread becomes one of the group: a sum, or the better of two. */
    private void reduce(int slot, String value, String better) {
        String own = "part[" + slot + " * " + threads + " + i]";
        put(slot, value);
        fold(
                slot,
                "        ulong whole = " + own.replace("+ i", "") + ";\n",
                better.isEmpty()
                        ? "whole += " + own + ";"
                        : "whole = (long) " + own + " " + better + " (long) whole ? " + own + " : whole;",
                "        out[" + place(slot) + "] = (long) whole;\n");
    }

    private void reduceNarrow(int slot, String low) {
        put(slot, low);
        String own = "part[" + slot + " * " + threads + " + i]";
        fold(
                slot,
                "        ulong whole = " + own.replace("+ i", "") + ";\n",
                "whole += " + own + ";",
                "        out[" + place(slot) + "] = (long) whole;\n        out[" + place(slot + 1)
                        + "] = (long) whole >> 63;\n");
    }

    private void reduceWide(int slot, String low, String high) {
        put(slot, low);
        put(slot + 1, high);
        String lower = "part[" + slot + " * " + threads + " + i]";
        String higher = "part[" + (slot + 1) + " * " + threads + " + i]";
        fold(
                slot,
                "        ulong whole = " + lower.replace("+ i", "") + ";\n        ulong above = "
                        + higher.replace("+ i", "") + ";\n",
                "whole += " + lower + "; above += " + higher + " + (whole < " + lower + " ? 1 : 0);",
                "        out[" + place(slot) + "] = (long) whole;\n        out[" + place(slot + 1)
                        + "] = (long) above;\n");
    }

    private String place(int slot) {
        return "GROUP_ID * " + slotsOf(request) + " + " + slot;
    }

    private void put(int slot, String value) {
        puts.append("    part[" + slot + " * " + threads + " + LOCAL_ID] = " + value + ";\n");
    }

    /** One thread goes over the values of all: that is one barrier for all slots, which compilers for processors like best. */
    private void fold(int slot, String start, String step, String end) {
        folds.append("    if (LOCAL_ID == " + slot + " % LOCAL_SIZE) {\n" + start
                + "        for (uint i = 1; i < LOCAL_SIZE; i++) {\n            " + step + "\n        }\n" + end
                + "    }\n");
    }

    /** Adds what the groups of a dispatch have put out to the partials of a batch. */
    static void fold(KernelRequest request, long[] output, int groups, Fold into) {
        int slots = slotsOf(request);
        for (int group = 0; group < groups; group++) {
            int at = group * slots;
            into.failed |= output[at] != 0;
            into.rowCount += output[at + 1];
            for (int call = 0; call < request.calls().size(); call++) {
                int slot = at + 2 + 3 * call;
                if (request.calls().get(call).function() != PartialCall.Function.DOUBLE_SUM && output[slot] != 0) {
                    into.add(call, request.calls().get(call), output[slot], output[slot + 1], output[slot + 2]);
                }
            }
        }
    }

    /** What was added up so far, of one group. */
    static final class Fold {
        private static final BigInteger WORD = BigInteger.ONE.shiftLeft(Long.SIZE);

        boolean failed;
        long rowCount;
        final long[] counts;
        final long[] high;
        final long[] low;

        Fold(int calls) {
            counts = new long[calls];
            high = new long[calls];
            low = new long[calls];
        }

        void add(int call, PartialCall of, long count, long first, long second) {
            boolean none = counts[call] == 0;
            counts[call] += count;
            switch (of.function()) {
                case SUM -> {
                    BigInteger sum = number(high[call], low[call]).add(number(second, first));
                    low[call] = sum.longValue();
                    high[call] = sum.shiftRight(Long.SIZE).longValue();
                }
                case MIN -> low[call] = none ? first : Math.min(low[call], first);
                case MAX -> low[call] = none ? first : Math.max(low[call], first);
                case COUNT, DOUBLE_SUM -> {
                    // The count is all there is, or comes from elsewhere.
                }
            }
        }

        private static BigInteger number(long high, long low) {
            BigInteger unsigned = low < 0 ? BigInteger.valueOf(low).add(WORD) : BigInteger.valueOf(low);
            return BigInteger.valueOf(high).multiply(WORD).add(unsigned);
        }
    }
}
