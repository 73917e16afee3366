package io.gpuquery.calcite.exec.windowing;

/** What is computed for a row of other rows of its partition. A frame's rows are those that its bounds and exclusion leave. */
public enum WindowFunction {
    /** Place in the partition, from 1. BIGINT. */
    ROW_NUMBER,
    /** Place of the first peer. BIGINT. */
    RANK,
    /** Number of the group of peers. BIGINT. */
    DENSE_RANK,
    /** Rows before the first peer by all others; 0 of a single row. DOUBLE. */
    PERCENT_RANK,
    /** Rows up to the last peer by all rows. DOUBLE. */
    CUME_DIST,
    /** Number of one of so many parts of the partition, whose sizes differ by 1 at most, the larger first. BIGINT. */
    NTILE,
    /** The value so many rows before; a default where there is no such row. Arguments: value, offset, default. */
    LAG,
    /** The value so many rows after; a default where there is no such row. Arguments: value, offset, default. */
    LEAD,
    /** The value of the frame's first row. */
    FIRST_VALUE,
    /** The value of the frame's last row. */
    LAST_VALUE,
    /** The value of a row of the frame, counted from 1; NULL if there are fewer. Arguments: value, number. */
    NTH_VALUE,
    /** Rows of the frame in which no argument is NULL. BIGINT. */
    COUNT,
    /** NULL of no value. Exact for exact numbers; an error where the type cannot hold it. */
    SUM,
    /** As SUM, but 0 of no value. */
    SUM0,
    /** The least value of the frame; NaN is greater than all numbers, -0 less than 0. */
    MIN,
    /** The greatest value of the frame. */
    MAX;

    /** Whether it takes one argument of any order, and the frame decides which rows count. */
    boolean needsFrame() {
        return switch (this) {
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD -> false;
            case FIRST_VALUE, LAST_VALUE, NTH_VALUE, COUNT, SUM, SUM0, MIN, MAX -> true;
        };
    }
}
