package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A kernel that adds up rows by groups of any keys. Places are found by hashing, and the next ones are tried where others are there: a
 * place is claimed by putting a row's number there, if it is still 0, in one atomic step of 32 bits, and whoever comes later computes the
 * keys of that row and compares. So keys lie nowhere twice, and no thread waits for another. Nothing is taken out again, so a group that
 * finds no place among so many finds none at any time: all its rows are noted in a bitmap, and are the CPU's.
 *
 * <p>Output: whether a row failed; how many rows found no place; the claims, as many as there are places; the places; the bitmap.
 */
final class HashKernel {
    /** By which the literals of the number of places, and of the first row, go; no column has it. */
    static final int TABLE = -1;

    static final int HEADER_INTS = 2;
    private static final int MOST_PROBES = 64;

    private final KernelRequest request;
    private final List<ColumnShape> shapes;
    private final RowWriter rows;
    private final PlaceWriter writer;

    private HashKernel(KernelRequest request, List<ColumnShape> shapes, boolean fp64) {
        this.request = request;
        this.shapes = shapes;
        this.rows = new RowWriter(request, shapes, fp64);
        this.writer = new PlaceWriter(request, rows, "global");
    }

    static GroupPrograms programs(KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64) {
        HashKernel first = new HashKernel(request, shapes, fp64);
        KernelProgram program = first.program(dialect, fp64);
        BitSet wide = first.writer.wide();
        KernelProgram second =
                wide.isEmpty() ? null : new HashKernel(request, shapes, fp64).lowHalves(dialect, fp64, wide);
        return new GroupPrograms(program, second, wide);
    }

    /** Ints of output for a number of places, which is a power of two, and of rows. */
    static long intsOf(KernelRequest request, long places, int rowCount) {
        return HEADER_INTS + places * (1 + PlaceWriter.intsOf(request)) + bitmapInts(rowCount);
    }

    static int bitmapInts(int rowCount) {
        return (rowCount + Integer.SIZE - 1) / Integer.SIZE;
    }

    private KernelProgram program(Dialect dialect, boolean fp64) {
        String start = rows.inputs.leastOf(TABLE);
        String text = text(() -> {
            findPlace(true);
            rows.body.block("if (place == NO_PLACE)", () -> {
                rows.body.line("uint bit = row - (uint) " + start + ";");
                rows.body.line("ATOMIC_ADD(out + 1, 1);");
                rows.body.line("ATOMIC_OR(table + places * " + PlaceWriter.intsOf(request)
                        + " + (bit >> 5), (uint) 1 << (bit & 31));");
            });
            rows.body.block("else", () -> writer.addRow(at()));
        });
        return writer.program(
                dialect,
                fp64,
                "hash_rows",
                rows.inputs,
                text + "    if (err != 0) {\n        ATOMIC_MAX(out, 1);\n    }\n",
                List.of("global"));
    }

    private KernelProgram lowHalves(Dialect dialect, boolean fp64, BitSet wide) {
        String text = text(() -> {
            findPlace(false);
            rows.body.block("if (place != NO_PLACE)", () -> writer.addLowHalves(at(), wide));
        });
        return writer.program(dialect, fp64, "hash_low_halves", rows.inputs, text, List.of());
    }

    private String at() {
        return rows.body.let("uint", "place * " + PlaceWriter.intsOf(request));
    }

    private String text(Runnable content) {
        String places = rows.inputs.placeCount(TABLE);
        rows.selected(content);
        return "    int err = 0;\n    uint places = (uint) " + places + ";\n    @global @atomic* claims = out + "
                + HEADER_INTS + ";\n    @global @atomic* table = claims + places;\n"
                + "    for (uint row = first + GLOBAL_ID; row < end; row += GLOBAL_SIZE) {\n" + rows.body + "    }\n";
    }

    /** Declares {@code place}. */
    private void findPlace(boolean claim) {
        List<String> words = words();
        KernelBody body = rows.body;
        body.line("uint hash = 0;");
        words.forEach(word -> body.line("hash = hashed(hash, " + word + ");"));
        body.line("uint place = NO_PLACE;");
        body.block("for (uint probe = 0; probe < " + MOST_PROBES + " && place == NO_PLACE; probe++)", () -> {
            body.line("uint tried = (hash + probe) & (places - 1);");
            body.line("uint held = ATOMIC_GET(claims + tried);");
            if (claim) {
                body.block("if (held == 0)", () -> {
                    body.line("held = ATOMIC_SWAP(claims + tried, 0, row + 1);");
                    body.line("held = held == 0 ? row + 1 : held;");
                });
            } else {
                body.line("if (held == 0) break;");
            }
            body.block("if (held == row + 1)", () -> body.line("place = tried;"));
            body.block("else", () -> {
                body.line("uint other = held - 1;");
                body.elsewhere(() -> {
                    body.line("uint row = other;");
                    List<String> others = words();
                    List<String> same = new ArrayList<>();
                    for (int i = 0; i < words.size(); i++) {
                        same.add(words.get(i) + " == " + others.get(i));
                    }
                    body.line("if (" + String.join(" && ", same) + ") place = tried;");
                });
            });
        });
    }

    /** Longs that are the same for two rows if, and only if, their keys are, or what these are computed from. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        List<String> nulls = new ArrayList<>();
        for (Expression key : request.keys()) {
            Value value = value(key);
            if (value.isWide()) {
                String isNull = value.nullCode() == null ? "" : value.nullCode() + " ? (long) 0 : ";
                words.add(rows.body.let("long", isNull + "(long) " + value.code() + ".low"));
            }
            String word = word(value);
            String nullCode = value.nullCode();
            words.add(rows.body.let("long", nullCode == null ? word : nullCode + " ? (long) 0 : " + word));
            if (nullCode != null) {
                nulls.add("((long) " + nullCode + " << " + nulls.size() + ")");
            }
        }
        if (!nulls.isEmpty()) {
            words.add(rows.body.let("long", String.join(" | ", nulls)));
        }
        return words;
    }

    private static String word(Value value) {
        if (value.lane() == Value.Lane.DOUBLE) {
            return "ordered_bits(" + value.code() + ")";
        }
        return value.isWide() ? value.code() + ".high" : value.asLong();
    }

    private Value value(Expression key) {
        if (key.type().type().storage() != Storage.VIEW) {
            Value value = rows.expressions.write(key);
            if (value.lane() == Value.Lane.NOTHING) {
                throw new IneligibleException(
                        "groups by values of " + key.type().type());
            }
            return value;
        }
        Set<Integer> columns = new HashSet<>();
        ExpressionWriter.collect(key, columns);
        if (columns.size() == 1) {
            int column = columns.iterator().next();
            if (shapes.get(column).coded()) {
                Value text = rows.expressions.write(
                        new Expression.InputReference(column, request.types().get(column)));
                String code = rows.body.let("int", rows.inputs.values(column, "int") + "[row]");
                return Value.integerOfBits(code, text.nullCode(), Integer.SIZE);
            }
        }
        return rows.expressions.write(numbered(key));
    }

    /** A choice of constant texts as one of their numbers. */
    private static Expression numbered(Expression key) {
        if (!(key instanceof Expression.Call call) || call.operation() != Operation.CASE) {
            throw new IneligibleException("groups by the text " + key + ", which has no codes");
        }
        List<Expression> operands = new ArrayList<>();
        List<Expression> texts = new ArrayList<>();
        int last = call.operands().size() - 1;
        for (int i = 0; i <= last; i++) {
            Expression operand = call.operands().get(i);
            boolean isValue = i == last || i % 2 == 1;
            operands.add(isValue ? number(operand, texts, key) : operand);
        }
        return new Expression.Call(Operation.CASE, operands, ValueType.nullable(ColumnType.INTEGER));
    }

    private static Expression number(Expression text, List<Expression> texts, Expression key) {
        if (text instanceof Expression.Call call && call.operation() == Operation.CAST) {
            return number(call.operands().get(0), texts, key);
        }
        boolean constant = text instanceof Expression.Constant || text instanceof Expression.Parameter;
        if (!constant) {
            throw new IneligibleException("groups by the text " + key + ", which has no codes");
        }
        if (text instanceof Expression.Constant of && of.value() == null) {
            return new Expression.Constant(ValueType.nullable(ColumnType.INTEGER), null);
        }
        if (!texts.contains(text)) {
            texts.add(text);
        }
        return new Expression.Constant(ValueType.notNull(ColumnType.INTEGER), new Literal.OfLong(texts.indexOf(text)));
    }
}
