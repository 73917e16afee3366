/**
 * What tools are told of a connection: {@link java.sql.DatabaseMetaData}. In: the root schema of a connection. Out: rows as JDBC wants
 * them. A broken file is listed without columns.
 */
@NullMarked
package io.gpuquery.calcite.metadata;

import org.jspecify.annotations.NullMarked;
