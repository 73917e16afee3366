package io.gpuquery.calcite.rel;

import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.jspecify.annotations.Nullable;

/** The executable form of a {@link DeviceRel}: what generated code calls. Immutable and safe for any number of threads. */
public interface DevicePlan {
    /**
     * The rows, for one execution. A row is an {@code Object[]}; of one column its bare value; of no column an empty list.
     */
    Enumerable<@Nullable Object> rows(DataContext context);
}
