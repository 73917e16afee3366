package io.gpuquery.calcite.exec;

import org.jspecify.annotations.Nullable;

/** The input of a pipeline, unit by unit, for any number of threads. */
interface Feed extends AutoCloseable {
    /**
     * A unit that nobody has taken; null when there are no more. The first in order that can be had now, of a part or of those after
     * it; of an earlier one only when all these are over.
     */
    @Nullable
    Unit next(int fromPart);

    /** Whether all units of a part have been given out, and there are no more than so many of them. */
    boolean isPartOver(int part, int units);

    /** Stops reading. After the last unit is closed everything is released. Idempotent. */
    @Override
    void close();
}
