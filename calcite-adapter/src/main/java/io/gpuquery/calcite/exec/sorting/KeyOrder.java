package io.gpuquery.calcite.exec.sorting;

/**
 * How one key orders rows.
 *
 * @param descending greatest first
 * @param nullsFirst where nulls go, whatever the direction
 */
public record KeyOrder(boolean descending, boolean nullsFirst) {}
