package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Booleans;
import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one program, block after block, for one thread. The vectors of a block last until the next.
 *
 * <p>What depends on one column alone, of which the block has codes, is computed once for each entry of its dictionary.
 */
public final class Evaluator {
    /** While fewer rows than one in so many are out, conditions are evaluated for all rows, and not for those left. */
    private static final int MASKED = 4;

    private static final BitSet NONE = new BitSet();

    private final Program program;
    private final Scratch scratch;
    private final int blockRows;
    private final @Nullable Vector[] repeated;
    private final @Nullable EntryValues[] entryValues;

    /** Takes the most rows of a block. */
    public Evaluator(Program program, int blockRows) {
        this.program = program;
        this.blockRows = blockRows;
        this.scratch = new Scratch(blockRows);
        this.repeated = new @Nullable Vector[program.nodeCount()];
        this.entryValues = new @Nullable EntryValues[program.nodeCount()];
    }

    int nodeCount() {
        return program.nodeCount();
    }

    /**
     * Starts a block and applies the program's conditions, one after the other, each to the rows that are left.
     *
     * @return the rows for which all are TRUE; null where there are none
     */
    public @Nullable Frame start(ColumnSource source, int count) {
        scratch.reset();
        return left(new Frame(this, source, count, scratch), NONE);
    }

    /**
     * As {@link #start(ColumnSource, int)}, where it is known for which rows some of the conditions are TRUE.
     *
     * @param positions these rows, ascending; must not change while the block is in use
     * @param known the numbers of those conditions
     */
    public @Nullable Frame start(ColumnSource source, int count, int[] positions, int positionCount, BitSet known) {
        scratch.reset();
        if (positionCount == 0) {
            return null;
        }
        Frame frame = new Frame(this, source, count, scratch);
        return left(positionCount == count ? frame : frame.select(positions, positionCount), known);
    }

    private @Nullable Frame left(Frame all, BitSet known) {
        Frame frame = all;
        IntVector pending = null;
        int left = all.count();
        List<Node> conditions = known.isEmpty() ? program.joinedConditions() : program.conditions();
        for (int i = 0; i < conditions.size(); i++) {
            if (known.get(i)) {
                continue;
            }
            Node condition = conditions.get(i);
            if (pending != null && condition.canFail) {
                frame = select(frame, pending, left);
                pending = null;
            }
            IntVector flags = (IntVector) frame.get(condition);
            pending = pending == null ? flags : Booleans.and(pending, flags, scratch);
            left = Booleans.count(pending);
            if (left == 0) {
                return null;
            }
            if (left < frame.count() - frame.count() / MASKED) {
                frame = select(frame, pending, left);
                pending = null;
            }
        }
        return pending == null ? frame : select(frame, pending, left);
    }

    private Frame select(Frame frame, IntVector flags, int selected) {
        if (selected == frame.count()) {
            return frame;
        }
        int[] rows = scratch.ints(frame.count());
        Booleans.select(flags, rows);
        return frame.select(rows, selected);
    }

    /** One of the program's outputs, for the rows of a frame. */
    public Vector output(Frame frame, int index) {
        return frame.get(program.outputs().get(index));
    }

    /** Some of a frame's rows, given by ascending position. The array must not change while the frame is in use. */
    public Frame rows(Frame frame, int[] positions, int count) {
        return frame.select(positions, count);
    }

    /** All of the program's outputs. */
    public Vector[] outputs(Frame frame) {
        List<Node> nodes = program.outputs();
        Vector[] vectors = new Vector[nodes.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = frame.get(nodes.get(i));
        }
        return vectors;
    }

    Vector evaluate(Node node, Frame frame) {
        if (node.column >= 0 && node.operands.length > 0 && program.isText(node.column)) {
            Node input = program.columnNode(node.column);
            if (frame.get(input) instanceof CodedVector coded) {
                Vector value = evaluateEntries(node, input, coded);
                if (value != null) {
                    return value;
                }
            }
        }
        return node.evaluate(frame);
    }

    /** The values of the entries, put where the codes are; null where an entry, which may be one that no row has, fails. */
    private @Nullable Vector evaluateEntries(Node node, Node input, CodedVector coded) {
        EntryValues known = entryValues[node.id];
        if (known == null || known.dictionary != coded.dictionary()) {
            known = new EntryValues(coded.dictionary(), entries(node, input, coded.dictionary()));
            entryValues[node.id] = known;
        }
        return known.expand(coded, scratch);
    }

    private @Nullable Vector entries(Node node, Node input, Dictionary dictionary) {
        ColumnSource entries = new EntrySource(dictionary);
        Frame frame = new Frame(this, entries, dictionary.entries().length(), new Scratch(0));
        frame.get(input);
        try {
            return node.evaluate(frame);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // Told when, and only if, a row has such an entry.
            return null;
        }
    }

    Vector repeat(ConstantNode constant, int count) {
        if (count > blockRows) {
            return Lanes.repeat(constant.value, count);
        }
        Vector full = repeated[constant.id];
        if (full == null) {
            full = Lanes.repeat(constant.value, blockRows);
            repeated[constant.id] = full;
        }
        return Lanes.first(full, count);
    }

    /** The entries of a dictionary as the only column there is. */
    private record EntrySource(Dictionary dictionary) implements ColumnSource {
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
