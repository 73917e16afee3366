package io.gpuquery.calcite.metadata;

import java.util.function.Supplier;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * A table as tools list it.
 *
 * @param schema the name of the schema that it is in
 * @param name its name
 * @param type of JDBC: {@code TABLE}, {@code VIEW}, {@code SYSTEM TABLE}
 * @param remarks what else is worth telling; null where nothing is
 * @param rowType its columns; gives null where it cannot be read
 */
record ListedTable(
        String schema, String name, String type, @Nullable String remarks, Supplier<@Nullable RelDataType> rowType) {}
