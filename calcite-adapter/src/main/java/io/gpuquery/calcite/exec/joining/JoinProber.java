package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks the rows of frames up in a table, for one thread. What it finds comes in blocks of bounded size, however many rows match one,
 * in the order of the frame and then of the table.
 */
public final class JoinProber {
    private static final int TRIED_ROWS = 8 * 1024;
    /** One row in so many left out is worth the looking. */
    private static final int USEFUL_SHARE = 4;

    private final JoinKind kind;
    private final JoinTable table;
    private final JoinTable.Lookup lookup;
    private final int leftCount;
    private final int[] keyOutputs;
    private final @Nullable Evaluator residual;
    private final int blockRows;
    private final Vector[] keys;

    private boolean optional;
    private boolean passing;
    private long rowsSeen;
    private long rowsFound;
    private @Nullable Evaluator left;
    private @Nullable Frame frame;
    private int[] first = new int[0];
    private final int[] leftRows;
    private final int[] rightRows;
    private int count;
    private @Nullable ColumnSource columns;
    private int @Nullable [] rowsOfFrame;
    /** The row at hand; {@link #match} is the next row of the table for it, -1 if there is none left. */
    private int row;

    private int match;
    /** With a residual condition: the first row of which more may come, and whether it has matched. */
    private int unfinishedRow;

    private boolean rowHasMatched;
    private final int[] owners;
    private final int[] candidates;

    /**
     * @param leftCount outputs of frames that are columns of the join
     * @param keyOutputs outputs of frames that are the keys
     * @param residual a condition on pairs with equal keys, its only output; null: none
     * @param blockRows most rows of a block
     */
    public JoinProber(
            JoinKind kind,
            JoinTable table,
            int leftCount,
            int[] keyOutputs,
            @Nullable Program residual,
            int blockRows) {
        this.kind = kind;
        this.table = table;
        this.lookup = table.lookup();
        this.leftCount = leftCount;
        this.keyOutputs = keyOutputs;
        this.residual = residual == null ? null : new Evaluator(residual, blockRows);
        this.blockRows = blockRows;
        this.keys = new Vector[keyOutputs.length];
        this.leftRows = new int[blockRows];
        this.rightRows = new int[blockRows];
        this.owners = new int[residual == null ? 0 : blockRows];
        this.candidates = new int[residual == null ? 0 : blockRows];
    }

    /** A prober that may stop looking once most rows are found: its finding is a matter of speed alone. */
    public static JoinProber optional(JoinProber prober) {
        prober.optional = true;
        return prober;
    }

    /** A prober that finds something for every row, without looking: for a table that is not there. */
    public static JoinProber passing(JoinProber prober) {
        prober.optional = true;
        prober.passing = true;
        return prober;
    }

    /** To be called before the first frame of a unit, so that what becomes of a unit depends on that unit alone. */
    public void begin() {
        rowsSeen = 0;
        rowsFound = 0;
    }

    private boolean isUseless() {
        return passing || (optional && rowsSeen >= TRIED_ROWS && rowsFound > rowsSeen - rowsSeen / USEFUL_SHARE);
    }

    /** Takes the next frame, which stays as it is until {@link #next} has said that there is no more. */
    public void open(Evaluator evaluator, Frame newFrame) {
        left = evaluator;
        frame = newFrame;
        int rows = newFrame.count();
        if (first.length < rows) {
            first = new int[rows];
        }
        if (isUseless()) {
            Arrays.fill(first, 0, rows, 0);
        } else {
            for (int key = 0; key < keys.length; key++) {
                keys[key] = evaluator.output(newFrame, keyOutputs[key]);
            }
            lookup.find(keys, rows, first);
        }
        row = -1;
        match = -1;
        unfinishedRow = 0;
        rowHasMatched = false;
    }

    /** Moves on to the next block of results, which may be empty; false if there is none. */
    public boolean next() {
        Frame of = frame;
        if (of == null) {
            return false;
        }
        boolean atOnce = residual == null && of.count() <= blockRows && (!kind.hasPairs() || table.isUnique());
        if (atOnce) {
            frame = null;
            fillAtOnce(of);
            if (!isUseless()) {
                rowsSeen += of.count();
                rowsFound += count;
            }
            return count > 0;
        }
        boolean more = fill(of.count());
        columns = columns(of, leftRows);
        if (!more) {
            frame = null;
        }
        return more || count > 0;
    }

    /** No row of the frame gives more than one. */
    private void fillAtOnce(Frame of) {
        int rows = of.count();
        int found = 0;
        if (kind == JoinKind.LEFT) {
            for (int i = 0; i < rows; i++) {
                rightRows[i] = first[i] < 0 ? table.rowCount() : first[i];
            }
            found = rows;
        } else if (kind == JoinKind.ANTI) {
            for (int i = 0; i < rows; i++) {
                leftRows[found] = i;
                found += first[i] < 0 ? 1 : 0;
            }
        } else {
            for (int i = 0; i < rows; i++) {
                leftRows[found] = i;
                rightRows[found] = first[i];
                found += first[i] < 0 ? 0 : 1;
            }
        }
        count = found;
        columns = columns(of, found == rows ? null : leftRows);
    }

    private ColumnSource columns(Frame of, int @Nullable [] rows) {
        rowsOfFrame = rows;
        return new JoinedColumns(Objects.requireNonNull(left), of, leftCount, table, rows, rightRows, count);
    }

    /** Makes a block, perhaps an empty one; false if there is nothing left of the frame. */
    private boolean fill(int frameRows) {
        return residual == null ? fillMatches(frameRows) : fillSelected(frameRows, residual);
    }

    /** All rows with the key match. */
    private boolean fillMatches(int frameRows) {
        int filled = 0;
        while (filled < blockRows) {
            if (match >= 0) {
                leftRows[filled] = row;
                rightRows[filled++] = match;
                match = kind.hasPairs() ? table.next(match) : -1;
                continue;
            }
            row++;
            if (row >= frameRows) {
                count = filled;
                return false;
            }
            match = first[row];
            boolean none = match < 0;
            if (kind == JoinKind.ANTI) {
                match = none ? table.rowCount() : -1;
            } else if (none && kind == JoinKind.LEFT) {
                leftRows[filled] = row;
                rightRows[filled++] = table.rowCount();
            }
        }
        count = filled;
        return true;
    }

    /** Rows with the key match if the residual condition is TRUE. */
    private boolean fillSelected(int frameRows, Evaluator condition) {
        if (rowHasMatched && !kind.hasPairs()) {
            match = -1;
        }
        // A row takes as many places as it has candidates, and at least one.
        int filled = 0;
        int without = 0;
        boolean more = true;
        while (filled + without < blockRows) {
            if (match >= 0) {
                owners[filled] = row;
                candidates[filled++] = match;
                match = table.next(match);
            } else if (row + 1 < frameRows) {
                match = first[++row];
                without += match < 0 ? 1 : 0;
            } else {
                more = false;
                break;
            }
        }
        select(condition, filled, match < 0 ? row + 1 : row);
        return more;
    }

    /** Takes the row below which all rows have no further candidates. */
    private void select(Evaluator condition, int candidateCount, int completeRows) {
        int[] flags = candidateCount == 0 ? first : flags(condition, candidateCount);
        int filled = 0;
        int candidate = 0;
        while (unfinishedRow < completeRows || candidate < candidateCount) {
            for (; candidate < candidateCount && owners[candidate] == unfinishedRow; candidate++) {
                if (flags[candidate] != 0 && (kind.hasPairs() || (kind == JoinKind.SEMI && !rowHasMatched))) {
                    leftRows[filled] = unfinishedRow;
                    rightRows[filled++] = candidates[candidate];
                }
                rowHasMatched |= flags[candidate] != 0;
            }
            if (unfinishedRow >= completeRows) {
                break;
            }
            if (!rowHasMatched && (kind == JoinKind.LEFT || kind == JoinKind.ANTI)) {
                leftRows[filled] = unfinishedRow;
                rightRows[filled++] = table.rowCount();
            }
            rowHasMatched = false;
            unfinishedRow++;
        }
        count = filled;
    }

    /** For each candidate, 1 if the condition is TRUE, else 0. */
    private int[] flags(Evaluator condition, int candidateCount) {
        Frame pairs = condition.start(
                new JoinedColumns(
                        Objects.requireNonNull(left),
                        Objects.requireNonNull(frame),
                        leftCount,
                        table,
                        owners,
                        candidates,
                        candidateCount),
                candidateCount);
        return ((IntVector) condition.output(Objects.requireNonNull(pairs), 0)).values();
    }

    /** How many rows the block has. */
    public int count() {
        return count;
    }

    /** Which row of the frame each row of the block has, until the next one; null: all of the frame in order. */
    public int @Nullable [] leftRows() {
        return rowsOfFrame;
    }

    /** The columns of the block, until the next one. */
    public ColumnSource columns() {
        return Objects.requireNonNull(columns);
    }
}
