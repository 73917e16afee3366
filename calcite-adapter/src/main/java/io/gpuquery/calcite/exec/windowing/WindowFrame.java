package io.gpuquery.calcite.exec.windowing;

/**
 * Which rows count for a row.
 *
 * @param rows whether bounds count rows; else they are distances of the order key, and the current row means its peers
 */
public record WindowFrame(boolean rows, FrameBound lower, FrameBound upper, Exclusion exclusion) {
    /** Rows that do not count although they are between the bounds. */
    public enum Exclusion {
        NONE,
        CURRENT_ROW,
        /** The current row and its peers. */
        GROUP,
        /** The peers of the current row. */
        TIES
    }

    /** Whether frames begin with the first row of the partition and are only ever longer from row to row. */
    boolean isGrowing() {
        return lower.kind() == FrameBound.Kind.UNBOUNDED_PRECEDING && exclusion == Exclusion.NONE;
    }

    /** Whether anything of it is known by peers alone. */
    boolean needsPeers() {
        return !rows || exclusion == Exclusion.GROUP || exclusion == Exclusion.TIES;
    }

    boolean hasDistances() {
        return !rows && (lower.hasOffset() || upper.hasOffset());
    }
}
