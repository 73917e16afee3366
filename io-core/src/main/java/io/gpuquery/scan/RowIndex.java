package io.gpuquery.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where rows of one version of a text file stand, as far as scans of it have found out: the parts into which it is divided, and in each of
 * them every so many rows. Scans of the same bytes with the same reader and options share it, so that none of them looks for what
 * another one knows. Any thread may use it.
 */
public final class RowIndex {
    private static final int PART_OVERHEAD_BYTES = 64;

    private final int blockRows;

    /** Of the parts from the first on, how far they are known. */
    private final List<Part> parts = new ArrayList<>();

    private static final class Part {
        long endOffset;
        long[] blockOffsets = new long[4];
        int blockCount;
    }

    /** An index that notes where every {@code blockRows}th row of a part begins. */
    public RowIndex(int blockRows) {
        if (blockRows < 1) {
            throw new IllegalArgumentException("blockRows is " + blockRows);
        }
        this.blockRows = blockRows;
    }

    public int blockRows() {
        return blockRows;
    }

    /** The offset behind a part, at which the next one begins; -1 if it is not known. */
    public synchronized long partEnd(long part) {
        return part < parts.size() ? parts.get((int) part).endOffset : -1;
    }

    /** Notes where a part ends; those before it are known. */
    public synchronized void partEnds(long part, long offset) {
        if (part == parts.size()) {
            Part next = new Part();
            next.endOffset = offset;
            parts.add(next);
        } else if (part > parts.size() || parts.get((int) part).endOffset != offset) {
            throw new IllegalArgumentException("part " + part + " of " + parts.size() + " ends at " + offset);
        }
    }

    /** Notes where a row of a known part begins, which {@link #blockRows()} divides. Rows before it have to be known. */
    public synchronized void rowBegins(long part, long row, long offset) {
        Part of = parts.get((int) part);
        if (row == (long) of.blockCount * blockRows) {
            if (of.blockCount == of.blockOffsets.length) {
                of.blockOffsets = Arrays.copyOf(of.blockOffsets, 2 * of.blockCount);
            }
            of.blockOffsets[of.blockCount++] = offset;
        }
    }

    /** The last row of a part, at most {@code row}, of which it is known where it begins; -1 if there is none. */
    public synchronized long knownRow(long part, long row) {
        int count = part < parts.size() ? parts.get((int) part).blockCount : 0;
        return count == 0 ? -1 : Math.min(count - 1, row / blockRows) * blockRows;
    }

    /** Where a row begins that {@link #knownRow} gave. */
    public synchronized long rowOffset(long part, long knownRow) {
        return parts.get((int) part).blockOffsets[Math.toIntExact(knownRow / blockRows)];
    }

    /** About how much memory it takes. */
    public synchronized long bytes() {
        return parts.stream()
                .mapToLong(part -> PART_OVERHEAD_BYTES + (long) Long.BYTES * part.blockOffsets.length)
                .sum();
    }
}
