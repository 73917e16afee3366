package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.grouping.Grouping;
import io.gpuquery.calcite.exec.spilling.RunPartitions;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds the blocks of one run of units to one grouping. Once memory is short no more groups are made: rows of other groups are written to
 * temporary files, by a hash of their keys. Used by one thread.
 *
 * <p>A unit's rows of one group are either all added here or all written, so that sums of doubles are those of whole units.
 */
final class GroupingStep {
    /** Places of rows that are written come after those of groups that the same unit made before. */
    private static final long FIRST_PLACE = 1L << 40;

    private static final int MANY_ROWS = 1 << 18;

    private final AggregatePlan plan;
    private final Grouping grouping;
    private final WorkSpace space;
    private final int[] keys;
    private final int[] outputs;
    private int[] groups = new int[0];
    private boolean full;
    /** Whether rows are no longer looked up either. */
    private boolean closed;

    private @Nullable RunPartitions written;
    private long rowsSinceFull;
    private long position;
    private long rowsOfUnit;

    GroupingStep(AggregatePlan plan, int set, Grouping grouping, WorkSpace space) {
        this.plan = plan;
        this.grouping = grouping;
        this.space = space;
        this.keys = plan.keys(set);
        this.outputs = plan.outputs(set);
    }

    Grouping grouping() {
        return grouping;
    }

    /** Whether new groups are still made, so that rows of any can be added. */
    boolean takesGroups() {
        return !full;
    }

    /** The rows that were written; null if there are none. */
    @Nullable
    RunPartitions written() {
        return written;
    }

    void begin(Unit unit) {
        position = unit.position();
        rowsOfUnit = 0;
        closed = full && plan.growsWithRows();
        grouping.beginSegment(position);
    }

    void end() {
        grouping.endSegment();
    }

    void accept(Evaluator evaluator, Frame frame) {
        int count = frame.count();
        if (keys.length == 0) {
            plan.add(grouping, output -> evaluator.output(frame, output), count, null, frame.scratch());
        } else if (closed) {
            write(evaluator, frame, null);
        } else {
            if (groups.length < count) {
                groups = new int[count];
            }
            Vector[] vectors = keys(evaluator, frame);
            if (full) {
                grouping.table().findKnown(vectors, count, groups);
                addKnown(evaluator, frame);
            } else {
                grouping.table().find(vectors, count, groups);
                grouping.ensure();
                plan.add(grouping, output -> evaluator.output(frame, output), count, groups, frame.scratch());
            }
        }
        rowsOfUnit += count;
        if (space.isOver()) {
            relieve(count);
        }
    }

    /** To be called when groups were added from elsewhere. */
    void relieve() {
        if (space.isOver()) {
            relieve(0);
        }
    }

    /** Many groups: no more of them. Few groups: what is kept of their rows. Of many groups that only if one unit has very many rows. */
    private void relieve(int count) {
        rowsSinceFull += full ? count : 0;
        if (!full && keys.length > 0 && grouping.groupCount() >= space.leastRows()) {
            full = true;
        } else if (!full || rowsSinceFull > MANY_ROWS) {
            grouping.spill();
            rowsSinceFull = 0;
        }
    }

    private Vector[] keys(Evaluator evaluator, Frame frame) {
        Vector[] vectors = new Vector[keys.length];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = evaluator.output(frame, keys[i]);
        }
        return vectors;
    }

    private void addKnown(Evaluator evaluator, Frame frame) {
        int count = frame.count();
        int[] known = new int[count];
        int[] unknown = new int[count];
        int knownCount = 0;
        for (int i = 0; i < count; i++) {
            known[knownCount] = i;
            unknown[i - knownCount] = i;
            knownCount += groups[i] < 0 ? 0 : 1;
        }
        if (knownCount < count) {
            write(evaluator, frame, Arrays.copyOf(unknown, count - knownCount));
        }
        if (knownCount > 0) {
            Frame some = knownCount == count ? frame : evaluator.rows(frame, known, knownCount);
            int[] numbers = new int[knownCount];
            for (int i = 0; i < knownCount; i++) {
                numbers[i] = groups[known[i]];
            }
            plan.add(grouping, output -> evaluator.output(some, output), knownCount, numbers, frame.scratch());
        }
    }

    /** Takes the numbers of the rows; null: all. */
    private void write(Evaluator evaluator, Frame frame, int @Nullable [] rows) {
        RunPartitions to = written;
        if (to == null) {
            to = new RunPartitions(space.file(), 0);
            written = to;
        }
        Frame some = rows == null ? frame : evaluator.rows(frame, rows, rows.length);
        int count = some.count();
        Vector[] columns = new Vector[outputs.length + 2];
        for (int i = 0; i < outputs.length; i++) {
            columns[i] = evaluator.output(some, outputs[i]);
        }
        long[] positions = new long[count];
        long[] places = new long[count];
        Arrays.fill(positions, position);
        for (int i = 0; i < count; i++) {
            places[i] = FIRST_PLACE + rowsOfUnit + (rows == null ? i : rows[i]);
        }
        columns[outputs.length] = new LongVector(positions, count, null);
        columns[outputs.length + 1] = new LongVector(places, count, null);
        to.add(columns, keys(evaluator, some), count);
    }
}
