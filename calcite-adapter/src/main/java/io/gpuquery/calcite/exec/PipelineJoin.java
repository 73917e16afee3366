package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.joining.JoinProber;

/** A join on the way through a pipeline, which needs something read before the first row. */
interface PipelineJoin extends AutoCloseable {
    /** Reads what is needed, with several threads; to be called by one thread, before others. */
    void prepare();

    /** Whether there are no rows whatever the left input has; known once this is prepared. */
    boolean isEmpty();

    /** Makes what looks rows up, for one thread; once this is prepared. */
    JoinProber prober();

    /** Stops reading; any thread may call. Idempotent. */
    @Override
    void close();
}
