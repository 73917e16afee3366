package io.gpuquery.calcite.exec;

/** What an {@link AggregateCall} computes of the rows of a group. Unless it says otherwise, NULLs are left out. */
public enum AggregateFunction {
    /** Rows in which no argument is NULL; without arguments, all rows. BIGINT. */
    COUNT,
    /** NULL of no value. Exact for exact numbers; an error where the type cannot hold it. */
    SUM,
    /** As SUM, but 0 of no value. */
    SUM0,
    /** Of any type; NULL of no value. NaN is greater than all numbers, -0 less than 0. */
    MIN,
    /** Of any type; NULL of no value. NaN is greater than all numbers, -0 less than 0. */
    MAX,
    /** The value of the only row, NULL included; NULL of no row; more than one row is an error. */
    SINGLE_VALUE,
    /** Some value that is not NULL, the same for any number of threads. */
    ANY_VALUE,
    /**
     * Which of its arguments, each equal to one of the keys, are left out of the row's grouping set: bits, the last argument's the
     * lowest. BIGINT.
     */
    GROUPING
}
