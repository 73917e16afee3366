/**
 * JDBC: {@code jdbc:gpuquery:directory=/data}.
 *
 * <p>In: a URL and statements. Out: connections of Calcite's with our types, names and errors, whose statements can be cancelled and
 * time out.
 */
@NullMarked
package io.gpuquery.calcite.jdbc;

import org.jspecify.annotations.NullMarked;
